package proof

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// kaaslab is the program, in a directory and with a home of the test's own.
type kaaslab struct {
	*testing.T
	program, dir string
}

func newKaaslab(ctx context.Context, t *testing.T) *kaaslab {
	l := &kaaslab{T: t, dir: t.TempDir()}
	l.program = filepath.Join(l.dir, "kaaslab")
	build := exec.CommandContext(ctx, "go", "build", "-o", l.program, "./cmd/kaaslab")
	build.Dir, build.Stderr = "../..", os.Stderr
	if err := build.Run(); err != nil {
		t.Fatal(err)
	}
	return l
}

// must runs a command and returns what it said.
func (l *kaaslab) must(args ...string) string {
	l.Helper()
	cmd := exec.Command(l.program, args...)
	cmd.Dir = l.dir
	cmd.Env = append(os.Environ(), "HOME="+l.dir, "XDG_STATE_HOME="+filepath.Join(l.dir, "state"), "KUBECONFIG="+filepath.Join(l.dir, "nobodys"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		l.Fatalf("kaaslab %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// adopted gives the lab that was made by hand to kaaslab, and takes it back.
// All that time it is the same lab.
func adopted(ctx context.Context, t *testing.T, clock *clock, k kubectl) {
	l := newKaaslab(ctx, t)
	before := identities(ctx, t, k)
	said := l.must("adopt", "--k3d", managementCluster, "--name", "e2e-adopted", "--yes")
	t.Logf("%s\n%s", said, l.must("plan"))
	l.must("apply", "--yes")
	if plan := l.must("plan", "--detailed-exitcode"); !strings.Contains(plan, "No changes.") {
		t.Errorf("an adopted lab that was applied has changes:\n%s", plan)
	}
	clock.must("it is adopted", nil)

	if status := l.must("status"); !strings.Contains(status, "Available") || !strings.Contains(status, workloadCluster) {
		t.Errorf("the status of an adopted lab:\n%s", status)
	}
	own := kubectl{k.program, strings.TrimSpace(l.must("kubeconfig", "--path", workloadCluster))}
	clock.must("its nodes answer to the kubeconfig of kaaslab", own.wait(ctx, "Ready", "nodes", "--all"))

	l.must("destroy", "--yes")
	if after := identities(ctx, t, k); after != before {
		t.Errorf("adopted, and let go, the lab is another:\n%s\nbefore:\n%s", after, before)
	}
	clock.must("it is let go", nil)
}

// identities are those of all clusters and machines.
func identities(ctx context.Context, t *testing.T, k kubectl) string {
	t.Helper()
	all, err := k.output(ctx, "get", "clusters,machines", "--output=custom-columns=NAME:.metadata.name,UID:.metadata.uid,PROVIDER:.spec.providerID")
	if err != nil {
		t.Fatal(err)
	}
	return all
}
