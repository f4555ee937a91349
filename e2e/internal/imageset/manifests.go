package imageset

import (
	"context"
	"path/filepath"
)

// addonsDir is the folder of the cache that holds the add-ons for workload
// clusters: cni.yaml gives them a pod network, webserver.yaml something that
// answers.
const addonsDir = "addons"

func (b *builder) writeManifests(context.Context) error {
	contents := map[string]string{}
	for _, name := range []string{"cni.yaml", "webserver.yaml"} {
		text, err := files.ReadFile("files/manifests/" + name)
		if err != nil {
			return err
		}
		contents[name] = string(text)
	}
	return writeFiles(filepath.Join(b.cache.dir, addonsDir), contents)
}
