package draft

import (
	"slices"
	"testing"
)

func TestFilesKeepEqualNamesApart(t *testing.T) {
	files, paths := Files{}, []string{}
	for range 3 {
		paths = append(paths, files.Add("lab.yaml", "goldpinger", "objects.yml", []byte("a: b")))
	}
	paths = append(paths, files.Add("lab.yaml", "goldpinger", "lab.yaml", nil))
	want := []string{"./objects.yaml", "./goldpinger-objects.yaml", "./goldpinger-2-objects.yaml", "./goldpinger-lab.yaml"}
	if !slices.Equal(paths, want) || len(files) != 4 {
		t.Errorf("got %q, want %q", paths, want)
	}
	if _, err := files.Read("./other.yaml"); err == nil {
		t.Error("there is a file that nobody added")
	}
}

func TestKeysThatLeadElsewhereAreNoFiles(t *testing.T) {
	for key, want := range map[string]bool{"a.yaml": true, "A_b-c": true, "..": false, "../a": false, "-a": false, ".a": false, "": false} {
		if CanHold(key) != want {
			t.Errorf("%q: got %t", key, !want)
		}
	}
}
