package explain_test

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/cli/explain"
	"github.com/kaaslab/kaaslab/internal/fault"
)

func lab(t *testing.T) *explain.Field {
	t.Helper()
	root, err := explain.Lab()
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func pathsIn(f *explain.Field) (paths []string) {
	for _, inner := range f.Fields {
		paths = append(append(paths, inner.Path), pathsIn(inner)...)
	}
	return paths
}

// TestEveryFieldIsExplained: each path leads to a field that says what it is.
func TestEveryFieldIsExplained(t *testing.T) {
	root := lab(t)
	paths := pathsIn(root)
	if len(paths) < 60 {
		t.Fatalf("found only %d fields", len(paths))
	}
	for _, path := range paths {
		f, err := root.Find(path)
		if err != nil || f.Path != path || f.Description == "" || f.Type == "" || f.Type == "any" {
			t.Errorf("%s: %+v, %v", path, f, err)
		}
	}
}

func TestFindTakesPathsAsErrorsWriteThem(t *testing.T) {
	f, err := lab(t).Find("workloadClusters[12].workers[].replicas")
	if err != nil || f.Path != "workloadClusters.workers.replicas" {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestFindProposesWhatWasMeant(t *testing.T) {
	for path, want := range map[string]string{
		"workloadCluster":              "did you mean workloadClusters?",
		"workloadClusters.worker":      "workloadClusters has no field \"worker\"; did you mean workers?",
		"workloadClusters.colour":      "it has name,",
		"name.first":                   "name has no field \"first\": it is a text",
		"workloadClusters.labels.tier": "it is a mapping of text to text; leave \"tier\" out",
	} {
		_, err := lab(t).Find(path)
		if err == nil || !strings.Contains(err.Error(), want) || fault.Of(err) != fault.UnknownField {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

func TestCodesAndFieldsAreToldApart(t *testing.T) {
	for word, want := range map[string]bool{"KL1010": true, "kl1": true, "KL": false, "kind": false, "KLx": false} {
		if got := explain.LooksLikeCode(word); got != want {
			t.Errorf("%s: got %t", word, got)
		}
	}
}
