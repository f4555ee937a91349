package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// objectsOfSize writes objects of about a number of bytes each.
func objectsOfSize(kind, prefix string, count, size int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, "---\napiVersion: v1\nkind: %s\nmetadata: {name: %s%d, namespace: default}\ndata: {a: %s}\n", kind, prefix, i, strings.Repeat("eHh4", size/4))
	}
	return text.String()
}

func profileLab(t *testing.T, profiles string, files map[string]string) *spec.Lab {
	t.Helper()
	lab, _, err := spec.Parse("lab.yaml", []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters: [{name: a, labels: {a: b}}]\naddonProfiles:\n"+profiles),
		func(path string) ([]byte, error) { return []byte(files[path]), nil })
	if err != nil {
		t.Fatal(err)
	}
	return lab
}

// carried lists what carries a profile's manifests, with the bytes of each file in it.
func carried(t *testing.T, lab *spec.Lab) map[string]map[string]int {
	all := map[string]map[string]int{}
	add := func(id planner.ID, key string, size int) {
		if all[id.String()] == nil {
			all[id.String()] = map[string]int{}
		}
		all[id.String()][key] = size
	}
	for _, r := range planner.Desired(lab) {
		switch attrs := r.Attrs.(type) {
		case planner.ConfigMap:
			for key, text := range attrs.Files {
				add(r.ID, key, len(text))
			}
		case planner.Secret:
			for key, text := range attrs.Files {
				add(r.ID, key, len(text))
			}
		}
	}
	for id, files := range all {
		sum := 0
		for _, size := range files {
			sum += size
		}
		if sum > spec.MostCarried {
			t.Errorf("%s holds %d bytes", id, sum)
		}
	}
	return all
}

// TestManifestsAreSpreadOverSeveralConfigMaps: one holds a mebibyte, and manifests have more.
func TestManifestsAreSpreadOverSeveralConfigMaps(t *testing.T) {
	one := objectsOfSize("ConfigMap", "c", 1, 600<<10)
	for name, c := range map[string]struct {
		files []string
		want  []string
	}{
		"one file":            {[]string{objectsOfSize("ConfigMap", "c", 11, 100<<10)}, []string{"configMap/demo-p", "configMap/demo-p-3"}},
		"two files":           {[]string{one, strings.ReplaceAll(one, "c0", "d0")}, []string{"configMap/demo-p", "configMap/demo-p-3"}},
		"secrets":             {[]string{objectsOfSize("Secret", "s", 11, 100<<10)}, []string{"secret/demo-p", "secret/demo-p-3"}},
		"both in one file":    {[]string{objectsOfSize("Secret", "s", 6, 100<<10) + objectsOfSize("ConfigMap", "c", 11, 100<<10)}, []string{"configMap/demo-p", "configMap/demo-p-3", "secret/demo-p"}},
		"what fits stays one": {[]string{objectsOfSize("ConfigMap", "c", 10, 100<<10)}, []string{"configMap/demo-p"}},
	} {
		t.Run(name, func(t *testing.T) {
			files, list := map[string]string{}, []string{}
			for i, text := range c.files {
				path := fmt.Sprintf("./f%d.yaml", i)
				files[path], list = text, append(list, path)
			}
			other := "ConfigMap"
			files["./other.yaml"] = objectsOfSize(other, "o", 1, 4)
			lab := profileLab(t, "- {name: p, clusterSelector: {matchLabels: {a: b}}, manifests: ["+strings.Join(list, ", ")+"]}\n"+
				"- {name: p-2, clusterSelector: {matchLabels: {a: b}}, manifests: [./other.yaml]}\n", files)
			got := carried(t, lab)
			delete(got, "configMap/demo-p-2") // another profile's, whose name is not taken
			for _, id := range c.want {
				if got[id] == nil {
					t.Errorf("no %s", id)
				}
			}
			if len(got) != len(c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
			if diff := cmp.Diff(got, carried(t, lab)); len(got) == len(carried(t, lab)) && diff != "" {
				t.Errorf("it differs the next time:\n%s", diff)
			}
		})
	}
}

// TestFileNamesBecomeKeys: a ConfigMap takes few characters in a key, and files have all sorts of names.
func TestFileNamesBecomeKeys(t *testing.T) {
	long := strings.Repeat("x", 300) + ".yaml"
	object := objectsOfSize("ConfigMap", "c", 1, 4)
	files := map[string]string{
		"./my app.yaml": object, "./x/my app.yaml": strings.ReplaceAll(object, "c0", "c1"), "./grüße.yaml": strings.ReplaceAll(object, "c0", "c2"),
		"./" + long: strings.ReplaceAll(object, "c0", "c3"),
	}
	lab := profileLab(t, fmt.Sprintf("- {name: p, clusterSelector: {matchLabels: {a: b}}, manifests: ['./my app.yaml', './x/my app.yaml', './grüße.yaml', './%s']}\n", long), files)
	keys := carried(t, lab)["configMap/demo-p"]
	for _, want := range []string{"00-my_app.yaml", "01-my_app.yaml", "02-gr__e.yaml", ("03-" + long)[:253]} {
		if _, found := keys[want]; !found {
			t.Errorf("no key %s in %v", want, keys)
		}
	}
}
