package oci

import (
	"encoding/json"
	"io"
)

type manifestEntry struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// WriteArchive writes images in the layout that "docker load" and "ctr images
// import" read. A layer that several images share is written once.
func WriteArchive(out io.Writer, images []Image) error {
	tree := NewTree(out)
	written := map[string]bool{}
	var manifest []manifestEntry
	for _, image := range images {
		entry, err := writeImage(tree, image, written)
		if err != nil {
			return err
		}
		manifest = append(manifest, entry)
	}
	text, err := json.Marshal(manifest)
	if err != nil {
		return err
	}
	if err := tree.File("manifest.json", 0o644, text); err != nil {
		return err
	}
	return tree.Close()
}

func writeImage(tree *Tree, image Image, written map[string]bool) (manifestEntry, error) {
	config, err := image.configFile()
	if err != nil {
		return manifestEntry{}, err
	}
	id, err := image.ID()
	if err != nil {
		return manifestEntry{}, err
	}
	entry := manifestEntry{Config: id + ".json", RepoTags: []string{image.Ref}}
	for _, layer := range image.Layers {
		name := layer.Digest + ".tar"
		entry.Layers = append(entry.Layers, name)
		if written[name] {
			continue
		}
		written[name] = true
		if err := tree.Copy(name, 0o644, layer.Path); err != nil {
			return manifestEntry{}, err
		}
	}
	return entry, tree.File(entry.Config, 0o644, config)
}
