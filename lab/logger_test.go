package lab_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-logr/logr/funcr"
	"k8s.io/klog/v2"

	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/spec"
)

// TestTheLoggerOfTheProcessStaysTheProgramsOwn, also when a management cluster is reached by client-go.
func TestTheLoggerOfTheProcessStaysTheProgramsOwn(t *testing.T) {
	defer klog.CaptureState().Restore()
	said := 0
	klog.SetLogger(funcr.New(func(string, string) { said++ }, funcr.Options{}))
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	config := "{apiVersion: v1, kind: Config, clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}], contexts: [{name: c, context: {cluster: c}}]}"
	if err := os.WriteFile(kubeconfig, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	wanted, _, err := spec.Parse("lab", []byte("{apiVersion: kaaslab.dev/v1alpha1, kind: Lab, name: logger, managementCluster: {provider: existing, kubeconfig: "+kubeconfig+", context: c}}"), nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.New(wanted, options(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Forget(context.Background(), lab.ForgetOptions{All: true}); err == nil {
		t.Error("nobody answers there, and somebody has forgotten something")
	}
	before := said
	klog.Background().Info("here")
	if said != before+1 {
		t.Error("what the program logs is heard no more")
	}
}
