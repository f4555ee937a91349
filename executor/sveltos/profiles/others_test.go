package profiles

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// TestDataOfOthersIsNotRead: of ConfigMaps and Secrets that are not the lab's the server is asked for metadata alone, whatever
// the lab wants; what has a name that the lab wants is seen all the same.
func TestDataOfOthersIsNotRead(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := strings.Contains(r.URL.Query().Get("labelSelector"), planner.LabLabel+"=contract")
		if !own && !strings.Contains(r.Header.Get("Accept"), "PartialObjectMetadataList") {
			t.Errorf("what others have is asked for with its data: %s", r.URL)
		}
		items := `{"metadata": {"name": "contract-cilium", "labels": {"kaaslab.dev/lab": "other"}}}`
		if own {
			items = ""
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"metadata": {"resourceVersion": "1"}, "items": [%s]}`, items)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "kubeconfig")
	config := fmt.Sprintf("apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: %q}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\n", server.URL)
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	lab := testLab()
	handlers := New(kube.NewAccess(kube.Options{Kubeconfig: file, Context: "x"}), lab, ownership.New("contract", planner.Identity{}), Options{})
	for _, kind := range []planner.Kind{planner.KindConfigMap, planner.KindSecret} {
		observed, err := handlers[kind].Observe(t.Context(), planner.Want(lab))
		if err != nil || len(observed) != 1 || observed[0].Owner == "contract" {
			t.Errorf("%s: %+v, %v", kind, observed, err)
		}
	}
}
