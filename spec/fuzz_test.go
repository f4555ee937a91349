package spec

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// manifest is what every path reads as, so that labs with manifests get past that check.
func manifest(string) ([]byte, error) {
	return []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"), nil
}

// FuzzParse holds that no input makes Parse panic, and that a lab that it accepts reads as itself again: so defaults
// are complete, and everything that the types hold has a place in the file.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/*/*.txtar", "../examples/*/lab.yaml"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			if data, err := os.ReadFile(path); err == nil {
				f.Add(data)
			}
		}
	}
	f.Add([]byte(head + "workloadClusters: [{name: a, clusterClass: c, variables: {n: 1e400, m: 1e19, o: 0o17, d: 2001-01-01}}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lab, _, err := Parse("lab.yaml", data, manifest)
		if err != nil {
			return
		}
		text, err := json.Marshal(lab)
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range [][]byte{text, marshal(t, lab)} {
			other, _, err := Parse("again.yaml", again, manifest)
			if diff := cmp.Diff(lab, other, asRead); err != nil || diff != "" {
				t.Fatalf("%v\n%s\n%s", err, again, diff)
			}
		}
	})
}
