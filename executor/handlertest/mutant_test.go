package handlertest_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const mutantEnv = "KAASLAB_TEST_MUTANT"

// TestSuiteFindsMistakes runs the suite, in a process of its own, against handlers with one mistake each: a suite that
// passes them all would prove nothing.
func TestSuiteFindsMistakes(t *testing.T) {
	for name, m := range mutants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.Command(os.Args[0], "-test.run=^TestMutant$/^"+m.found+"$")
			command.Env = append(os.Environ(), mutantEnv+"="+name)
			output, err := command.CombinedOutput()
			want := "--- FAIL: TestMutant/" + strings.ReplaceAll(m.found, " ", "_") + " "
			if err == nil || !strings.Contains(string(output), want) {
				t.Errorf("want %q, got %v and\n%s", want, err, output)
			}
		})
	}
}

// TestMutant is the process that TestSuiteFindsMistakes starts. Without a mutant it runs the suite on a correct handler.
func TestMutant(t *testing.T) {
	m := mutants[os.Getenv(mutantEnv)]
	lab := &spec.Lab{Name: "demo", ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderEmbedded, Name: "mgmt"}}
	r := planner.Desired(lab)[0]
	attrs := planner.ManagementCluster{Provider: spec.ProviderEmbedded, ClusterAPI: "v1.14.2", APIPort: 6443}
	r.Attrs = attrs
	attrs.ClusterAPI = "v1.14.3"
	var w *fake.World
	handlertest.Run(t, handlertest.Subject{
		Lab: lab, Resource: r, Changed: attrs, Timeout: time.Second,
		New: func(*testing.T) executor.Handler {
			w = fake.New()
			return mutant{w.Handlers(lab)[r.ID.Kind], m, w}
		},
		Foreign:   func(*testing.T) { w.Add(r, "somebody") },
		LookAlike: func(*testing.T) { w.Add(r, fake.AnotherLab(lab.Name)) },
		Copy:      func(*testing.T) planner.ID { return w.Copy(r.ID) },
		Vanishing: func(*testing.T) executor.Handler {
			return meanwhile(mutant{w.Handlers(lab)[r.ID.Kind], m, w}, func() { w.Remove(r.ID) })
		},
		Appearing: func(*testing.T) executor.Handler {
			return meanwhile(mutant{w.Handlers(lab)[r.ID.Kind], m, w}, func() { w.Add(r, "somebody") })
		},
		Drift:      func(*testing.T) { w.Drift(r.ID, attrs) },
		NeverReady: func(*testing.T) { w.Block(fake.AwaitReady, r.ID) },
		NeverGone: func(t *testing.T) {
			w.Block(fake.AwaitGone, r.ID)
			t.Cleanup(func() { w.Unblock(fake.AwaitGone, r.ID) })
		},
		Broken: func(*testing.T) executor.Handler {
			broken := fake.New()
			broken.Fail(fake.Observe, planner.ID{Kind: r.ID.Kind}, 1, nil)
			broken.Fail(fake.Apply, r.ID, 1, nil)
			return mutant{broken.Handlers(lab)[r.ID.Kind], m, broken}
		},
	})
}

// meanwhile makes something happen behind the next call of a handler.
func meanwhile(m mutant, happens func()) executor.Handler {
	var once sync.Once
	m.world.FailWith(func(op fake.Op, _ planner.ID) error {
		if op == fake.Observe || op == fake.Apply || op == fake.Delete {
			once.Do(happens)
		}
		return nil
	})
	return m
}

// mistake is what a mutant does wrong, and the check that must find it.
type mistake struct {
	found      string
	observe    func([]planner.Observed, error) ([]planner.Observed, error)
	apply      func(m mutant, r planner.Resource) error
	awaitReady func(context.Context) error
	remove     func(m mutant, r planner.Resource) error
	awaitGone  func(context.Context) error
}

func deaf(context.Context) error { time.Sleep(3 * time.Second); return nil }

func hasty(context.Context) error { return nil }

var mutants = map[string]mistake{
	"hides errors": {found: "who cannot look says so",
		observe: func(observed []planner.Observed, _ error) ([]planner.Observed, error) { return observed, nil }},
	"hides what is not ready": {found: "what is applied is observed at once",
		observe: func(observed []planner.Observed, err error) ([]planner.Observed, error) {
			if len(observed) == 1 && observed[0].Phase != planner.Ready {
				return nil, err
			}
			return observed, err
		}},
	"forgets a field": {found: "what is applied is observed as it was applied",
		observe: edited(func(o *planner.Observed) { o.Attrs = planner.ManagementCluster{Provider: spec.ProviderEmbedded} })},
	"forgets the owner": {found: "what is applied is observed as it was applied",
		observe: edited(func(o *planner.Observed) { o.Owner = planner.Unowned })},
	"takes all for its own": {found: "somebody else's is not taken over",
		observe: edited(func(o *planner.Observed) { o.Owner = "demo" })},
	"counts up": {found: "applying again changes nothing", apply: func(m mutant, r planner.Resource) error {
		attrs := r.Attrs.(planner.ManagementCluster)
		attrs.Servers = len(m.world.Calls())
		r.Attrs = attrs
		m.world.Add(r, "demo")
		return nil
	}},
	"does not change": {found: "a change is observed", apply: func(m mutant, r planner.Resource) error {
		if len(m.world.Owned("demo")) > 0 {
			return nil
		}
		return m.Handler.Apply(context.Background(), r, func(string) {})
	}},
	"takes over": {found: "somebody else's is not taken over", apply: func(m mutant, r planner.Resource) error {
		m.world.Add(r, "demo")
		return nil
	}},
	"deletes all": {found: "somebody else's is not deleted", remove: func(m mutant, r planner.Resource) error {
		m.world.Remove(r.ID)
		return nil
	}},
	"takes a copy for its own": {found: "a copy with our labels is not ours", observe: edited(func(o *planner.Observed) {
		if strings.HasPrefix(o.Owner, "nobody: a copy") {
			o.Owner = "demo"
		}
	})},
	"says nothing of a copy": {found: "a copy with our labels is not ours", observe: edited(func(o *planner.Observed) { o.Notes = nil })},
	"deletes a copy": {found: "a copy with our labels is not ours", remove: func(m mutant, r planner.Resource) error {
		m.world.Remove(r.ID)
		return nil
	}},
	"goes by the name of the lab": {found: "a look-alike of another lab with the same name is not ours", observe: edited(func(o *planner.Observed) {
		if strings.HasPrefix(o.Owner, "another lab named demo") {
			o.Owner = "demo"
		}
	})},
	"changes what a look-alike has": {found: "a look-alike of another lab with the same name is not ours", apply: func(m mutant, r planner.Resource) error {
		m.world.Add(r, fake.AnotherLab("demo"))
		return nil
	}},
	"misses what has gone": {found: "an object that vanishes between list and read is no error", remove: func(m mutant, r planner.Resource) error {
		if err := m.Handler.Delete(context.Background(), r, func(string) {}); err != nil {
			return err
		}
		if len(m.world.Owned("demo")) == 0 {
			return fake.ErrInjected
		}
		return nil
	}},
	"is sure of what it has seen": {found: "an object that appears between look and create is a stranger's", apply: func(m mutant, r planner.Resource) error {
		there := len(m.world.Owned("demo")) + len(m.world.Owned("somebody"))
		if err := m.Handler.Apply(context.Background(), r, func(string) {}); err != nil && there == 0 {
			m.world.Add(r, "demo")
		} else if err != nil {
			return err
		}
		return nil
	}},
	"deletes nothing": {found: "what is deleted is gone", remove: func(mutant, planner.Resource) error { return nil }, awaitGone: hasty},
	"misses what is not there": {found: "deleting what is not there is no error",
		remove: func(mutant, planner.Resource) error { return fake.ErrInjected }},
	"is ready too early":        {found: "a wait for readiness ends with its context", awaitReady: hasty},
	"never stops to wait":       {found: "a wait for readiness ends with its context", awaitReady: deaf},
	"is gone too early":         {found: "a wait for the end ends with its context", awaitGone: hasty},
	"never stops to wait twice": {found: "deleting what is not there is no error", awaitGone: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
}

func edited(edit func(*planner.Observed)) func([]planner.Observed, error) ([]planner.Observed, error) {
	return func(observed []planner.Observed, err error) ([]planner.Observed, error) {
		for i := range observed {
			edit(&observed[i])
		}
		return observed, err
	}
}

// mutant is a correct handler with one mistake.
type mutant struct {
	executor.Handler
	mistake
	world *fake.World
}

func (m mutant) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	if m.observe == nil {
		return m.Handler.Observe(ctx, want)
	}
	return m.observe(m.Handler.Observe(ctx, want))
}

func (m mutant) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	if m.apply == nil {
		return m.Handler.Apply(ctx, r, report)
	}
	return m.apply(m, r)
}

func (m mutant) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	if m.awaitReady == nil {
		return m.Handler.AwaitReady(ctx, r, report)
	}
	return m.awaitReady(ctx)
}

func (m mutant) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	if m.remove == nil {
		return m.Handler.Delete(ctx, r, report)
	}
	return m.remove(m, r)
}

func (m mutant) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	if m.awaitGone == nil {
		return m.Handler.AwaitGone(ctx, r, report)
	}
	return m.awaitGone(ctx)
}
