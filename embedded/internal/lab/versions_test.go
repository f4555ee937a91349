package lab

import (
	"os"
	"regexp"
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

func TestSveltosIsTheOneThatIsBuilt(t *testing.T) {
	for _, file := range []string{"../../sveltos/go.mod", "../generate/modules.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		line := regexp.MustCompile(`github.com/projectsveltos/addon-controller"?,? "?` + regexp.QuoteMeta(SveltosVersion) + `\b`)
		if !line.Match(text) {
			t.Errorf("%s names no addon-controller %s", file, SveltosVersion)
		}
	}
}

func TestBuildWithoutFlagsIsRefused(t *testing.T) {
	// Tests are linked without the flags.
	if err := checkBuild(); err == nil {
		t.Error("a build without version flags was accepted")
	}
}
