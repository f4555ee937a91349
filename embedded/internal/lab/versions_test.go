package lab

import (
	"os"
	"strings"
	"testing"
)

func TestVersionsAreThoseOfTheModule(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for module, version := range map[string]string{
		"k8s.io/kubernetes":       KubernetesVersion,
		"sigs.k8s.io/cluster-api": ClusterAPIVersion,
	} {
		if want := "\t" + module + " " + version + "\n"; !strings.Contains(string(mod), want) {
			t.Errorf("go.mod has no line %q", want)
		}
	}
}

func TestBuildWithoutFlagsIsRefused(t *testing.T) {
	// Tests are linked without the flags.
	if err := checkBuild(); err == nil {
		t.Error("a build without version flags was accepted")
	}
}
