package host

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestKubeconfigsContract(t *testing.T) {
	lab := &spec.Lab{Name: "kaas"}
	c := newClusters()
	k := newKubeconfigs(t, c)
	handlertest.Run(t, handlertest.Subject{
		Lab: lab, Resource: planner.KubeconfigResource(workload),
		Without: handlertest.Nobodys("its files are in the lab's own directory, behind its lock"),
		New:     func(*testing.T) executor.Handler { return k },
		Drift:   func(t *testing.T) { must(t, os.Chmod(k.dir.Kubeconfig(workload.Name), 0o604)) },
		NeverReady: func(t *testing.T) {
			delete(c.revisions, workload.Name)
			must(t, os.Remove(k.dir.Kubeconfig(workload.Name)))
			t.Cleanup(func() { c.revisions[workload.Name] = "1" })
		},
		Broken: func(t *testing.T) executor.Handler {
			must(t, os.RemoveAll(k.dir.Kubeconfigs()))
			must(t, k.dir.WriteFile(k.dir.Kubeconfigs(), []byte("no directory"), perm))
			t.Cleanup(func() { must(t, os.Remove(k.dir.Kubeconfigs())) })
			return NewKubeconfigs(k.dir, func(context.Context) ([]byte, error) { return nil, errors.New("refused") }, c)
		},
	})
}

func TestSysctlsContract(t *testing.T) {
	handlertest.Run(t, handlertest.Subject{
		Lab:         wanting(map[string]int64{instances: 8192}),
		Resource:    planner.SysctlResource(instances, 8192),
		Changed:     planner.Sysctl{Value: 16384},
		AlwaysThere: "the kernel has it", Without: handlertest.Nobodys("the kernel has it"),
		New:    func(t *testing.T) executor.Handler { return onOwn(t, "128") },
		Broken: func(t *testing.T) executor.Handler { return onOwn(t, "none") },
	})
}
