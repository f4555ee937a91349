package cli

import (
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/outward"
	"github.com/kaaslab/kaaslab/internal/view"
)

func TestLook(t *testing.T) {
	inCluster := executor.Account{Describe: "cluster a"}
	for name, c := range map[string]struct {
		account          executor.Account
		management, want string
	}{
		"an object":                {inCluster, "/k", "kubectl --kubeconfig /k describe cluster a"},
		"an object out of reach":   {inCluster, "", ""},
		"a process":                {executor.Account{Show: "tail /log"}, "/k", "tail /log"},
		"nothing that can be seen": {executor.Account{}, "/k", ""},
	} {
		if got := look(c.account, c.management); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestLogsOfFailuresAreMasked: what a controller logged may hold what nobody should see.
func TestLogsOfFailuresAreMasked(t *testing.T) {
	said := view.Failure{Account: executor.Account{Log: []string{"Authorization: Bearer canary-bearer", "token=canary-of-a-log", "no route to host"}}}
	got := outward.New().Failure(said).Account.Log
	if want := []string{"Authorization: Bearer (hidden)", "token=(hidden)", "no route to host"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
