package kube

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor"
)

// TestUnknownKindsAreGivenUp: a kind that nobody defines is a word that was mistyped, most of the time.
func TestUnknownKindsAreGivenUp(t *testing.T) {
	for apiVersion, want := range map[string]executor.Outlook{
		"v1": executor.Lasting, "apps/v1": executor.Lasting, "apps/v1beta1": executor.Lasting,
		"example.com/v1": executor.Unclear, "rbac.authorization.k8s.io/v1": executor.Unclear,
	} {
		if got := executor.OutlookOf(unknownKindError{apiVersion, "Nothing"}, nil); got != want {
			t.Errorf("%s: outlook %d, want %d", apiVersion, got, want)
		}
	}
}
