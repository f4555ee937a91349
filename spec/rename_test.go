package spec_test

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// TestRenamedKeepsTheRest: comments and the way of writing stay, and nothing but the lab's own name changes.
func TestRenamedKeepsTheRest(t *testing.T) {
	for before, after := range map[string]string{
		"kind: Lab\nname: demo # ours\nworkloadClusters: [{name: demo}]\n":        "kind: Lab\nname: \"a-1\" # ours\nworkloadClusters: [{name: demo}]\n",
		"workloadClusters:\n- name: demo\nname: 'demo'\n":                         "workloadClusters:\n- name: demo\nname: \"a-1\"\n",
		`{"workloadClusters": [{"name": "demo"}], "name": "demo", "kind": "Lab"}`: `{"workloadClusters": [{"name": "demo"}], "name": "a-1", "kind": "Lab"}`,
		"# demo\r\nname: demo\r\nkind: Lab\r\n":                                   "# demo\r\nname: \"a-1\"\r\nkind: Lab\r\n",
	} {
		if got, err := spec.Renamed([]byte(before), "a-1"); err != nil || string(got) != after {
			t.Errorf("%q became %q, %v", before, got, err)
		}
	}
	for _, bad := range []string{"", "kind: Lab\n", "name: &a demo\n", "name: >\n  demo\n", "name: [demo]\n", "a: b: c\n"} {
		if got, err := spec.Renamed([]byte(bad), "a-1"); err == nil {
			t.Errorf("%q became %q", bad, got)
		}
	}
	if got, err := spec.Renamed([]byte(strings.Repeat(" ", 2)+"name: demo\n"), "b"); err != nil || string(got) != "  name: \"b\"\n" {
		t.Errorf("%q, %v", got, err)
	}
}
