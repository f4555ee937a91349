package release

import (
	"os"
	"strings"
	"testing"

	"github.com/CycloneDX/cyclonedx-go"
)

// TestBillsNameWhatIsLinked: each bill of materials is CycloneDX and names the libraries that matter. One of which the build
// has changed something is named by where its copy lies.
func TestBillsNameWhatIsLinked(t *testing.T) {
	d := openDist(t)
	for _, a := range d.of(typeSBOM, "") {
		bill, wanted := readBill(t, d.path(a)), []string{"helm.sh/helm/v3", "sigs.k8s.io/cluster-api", "k8s.io/client-go"}
		switch {
		case strings.HasPrefix(a.Name, embedded):
			wanted = []string{"k8s.io/kubernetes", "./generated/cluster-api", "./generated/client-go", "./generated/go-restful"}
		case strings.HasPrefix(a.Name, container):
			wanted = []string{"github.com/google/go-containerregistry", "golang.org/x/crypto/x509roots/fallback", "github.com/moby/go-archive"}
		case strings.HasPrefix(a.Name, sveltos):
			wanted = []string{"../generated/addon-controller", "sigs.k8s.io/cluster-api", "k8s.io/client-go"}
		}
		if bill.Metadata.Component.Version != "v"+d.version {
			t.Errorf("%s is of version %s", a.Name, bill.Metadata.Component.Version)
		}
		named := map[string]string{}
		for _, component := range *bill.Components {
			named[component.Name] = component.Version
		}
		for _, library := range append(wanted, "std") {
			if named[library] == "" {
				t.Errorf("%s does not name %s among %d libraries", a.Name, library, len(named))
			}
		}
	}
}

func readBill(t *testing.T, path string) (bill cyclonedx.BOM) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := cyclonedx.NewBOMDecoder(file, cyclonedx.BOMFileFormatJSON).Decode(&bill); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return bill
}
