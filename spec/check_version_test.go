package spec

import (
	"errors"
	"fmt"
	"regexp"
	"testing"
)

// TestProposalsForVersionsAreAccepted: who pastes what a message proposes for a version without quotes is not sent away again.
func TestProposalsForVersionsAreAccepted(t *testing.T) {
	proposed := regexp.MustCompile(`in quotes(?:, such as|:) ("[^"]*")`)
	chart := "addonProfiles: [{name: p, clusterSelector: {matchLabels: {a: b}}, helmCharts: [{repositoryURL: 'https://charts.example.com', chart: ex/app, release: app, version: %s}]}]\nworkloadClusters: [{name: one, labels: {a: b}}]\n"
	for _, form := range []string{
		"workloadClusters: [{name: one, kubernetesVersion: %s}]\n", "managementCluster: {provider: k3d, sveltos: {version: %s}}\n",
		"managementCluster: {provider: k3d, clusterAPI: {version: %s}}\n", chart, "workloadClusters: [{name: one, labels: {version: %s}}]\n",
	} {
		for _, version := range []string{"1", "1.3", "1.30", "1.31", "1.36", "1.37", "1.10", "1.13", "1.14", "2", "1_0", "0x10", "010", "1e3"} {
			_, _, err := Parse("lab.yaml", []byte(head+fmt.Sprintf(form, version)), nil)
			var invalid *Invalid
			if !errors.As(err, &invalid) {
				t.Errorf("%s as a number is taken in %s", version, form)
				continue
			}
			found := proposed.FindStringSubmatch(err.Error())
			if found == nil {
				continue // nobody can know what is meant
			}
			if _, _, err := Parse("lab.yaml", []byte(head+fmt.Sprintf(form, found[1])), nil); err != nil {
				t.Errorf("for %s, %s is proposed and not taken: %v", version, found[1], err)
			}
		}
	}
}
