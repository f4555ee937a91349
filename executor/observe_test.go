package executor_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// lab needs a management cluster and its kubeconfig, and a profile in it.
func lab() *spec.Lab {
	return &spec.Lab{
		Name:              "demo",
		ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderEmbedded, Name: "mgmt"},
		AddonProfiles:     []spec.AddonProfile{{Name: "cni"}},
	}
}

func management(owner string, phase planner.Phase) planner.Observed {
	return planner.Observed{
		Resource: planner.ManagementResource("mgmt", planner.ManagementCluster{Provider: spec.ProviderEmbedded}),
		Owner:    owner, Phase: phase,
	}
}

func observing(observed ...planner.Observed) *script {
	return &script{observe: func() ([]planner.Observed, error) { return observed, nil }}
}

// earlier is a management cluster under a name that the lab file does not give it any more.
func earlier(owner string, phase planner.Phase, provider spec.Provider) planner.Observed {
	return planner.Observed{Resource: planner.ManagementResource("earlier", planner.ManagementCluster{Provider: provider}), Owner: owner, Phase: phase}
}

// labHandlers has one handler for each of three layers: what is on the host, what the management cluster holds.
func labHandlers(management, kubeconfig, within *script) executor.Handlers {
	return executor.Handlers{
		planner.KindManagementCluster: management, planner.KindKubeconfig: kubeconfig, planner.KindIdentity: observing(),
		planner.KindClusterProfile: within, planner.KindWorkloadCluster: within, planner.KindClusterClass: within,
	}
}

func TestObserveAsksInTwoLayers(t *testing.T) {
	profile := planner.Observed{Resource: planner.ClusterProfileResource("cni", planner.ClusterProfile{}), Owner: "demo"}
	for _, c := range []struct {
		name     string
		there    []planner.Observed
		existing bool
		asked    bool
	}{
		{name: "under another name", there: []planner.Observed{earlier("demo", planner.Ready, spec.ProviderEmbedded)}, asked: true},
		{name: "under another name, not ready", there: []planner.Observed{earlier("demo", planner.NotReady, spec.ProviderEmbedded)}},
		{name: "with another provider", there: []planner.Observed{earlier("demo", planner.Ready, spec.ProviderK3d)}},
		{name: "of another lab, under another name", there: []planner.Observed{earlier("other", planner.Ready, spec.ProviderEmbedded)}},
		{name: "ready", there: []planner.Observed{management("demo", planner.Ready)}, asked: true},
		{name: "not ready", there: []planner.Observed{management("demo", planner.NotReady)}},
		{name: "being deleted", there: []planner.Observed{management("demo", planner.Deleting)}},
		{name: "not there"},
		{name: "of another lab", there: []planner.Observed{management("other", planner.Ready)}},
		{name: "existing", there: []planner.Observed{management("existing", planner.Ready)}, existing: true, asked: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, k, within, lab := observing(c.there...), observing(), observing(profile), lab()
			if c.existing {
				lab.ManagementCluster.Provider = spec.ProviderExisting
			}
			state, err := executor.Observe(t.Context(), lab, labHandlers(m, k, within))
			if err != nil {
				t.Fatal(err)
			}
			if len(m.calls) != 1 || len(k.calls) != 1 || (len(within.calls) == 1) != c.asked || len(within.calls) > 1 {
				t.Errorf("asked: management %v, kubeconfig %v, within %v", m.calls, k.calls, within.calls)
			}
			for _, o := range c.there {
				if o, _ := state.Get(o.ID); o.Closed == c.asked {
					t.Errorf("%s is closed: %v", o.ID, o.Closed)
				}
			}
			if _, found := state.Get(profile.ID); found != c.asked {
				t.Errorf("profile observed: %v, want %v", found, c.asked)
			}
		})
	}
}

func TestObserveAsksSharedHandlerOnce(t *testing.T) {
	s := observing(management("demo", planner.Ready))
	if _, err := executor.Observe(t.Context(), lab(), labHandlers(s, s, s)); err != nil || len(s.calls) != 1 {
		t.Errorf("asked %d times (%v), want once", len(s.calls), err)
	}
}

func TestObserveFailsWithEveryObserver(t *testing.T) {
	refused := &script{observe: func() ([]planner.Observed, error) { return nil, executor.Final(errRefused) }}
	panicking := &script{observe: func() ([]planner.Observed, error) { panic("no such thing") }}
	m := observing(management("demo", planner.Ready))
	for want, handlers := range map[string]executor.Handlers{
		"observe managementCluster: connection refused":                            labHandlers(refused, observing(), observing()),
		"observe kubeconfig: panic: no such thing":                                 labHandlers(refused, panicking, observing()),
		"observe clusterClass, clusterProfile, workloadCluster: connection refuse": labHandlers(m, observing(), refused),
	} {
		_, err := executor.Observe(t.Context(), lab(), handlers)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	_, err := executor.Observe(t.Context(), lab(), labHandlers(m, observing(), refused))
	if !errors.Is(err, errRefused) {
		t.Errorf("%v does not wrap the observer's error", err)
	}
}

// TestObserveSaysOneCauseOnce is a daemon that is down and that several observers need.
func TestObserveSaysOneCauseOnce(t *testing.T) {
	down := func() ([]planner.Observed, error) { return nil, executor.Final(errors.New("no daemon")) }
	_, err := executor.Observe(t.Context(), lab(), labHandlers(&script{observe: down}, &script{observe: down}, observing()))
	if err == nil || err.Error() != "observe managementCluster, kubeconfig: no daemon" {
		t.Errorf("error %v", err)
	}
}

func TestObserveNamesWhatCannotBeHandled(t *testing.T) {
	handlers := labHandlers(observing(), observing(), observing())
	delete(handlers, planner.KindKubeconfig)
	delete(handlers, planner.KindClusterProfile)
	_, err := executor.Observe(t.Context(), lab(), handlers)
	want := `cannot handle clusterProfile, kubeconfig, which lab "demo" needs`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

// TestObserveIsRepeatable: handlers are a map, but what they return has an order.
func TestObserveIsRepeatable(t *testing.T) {
	var first []planner.Observed
	for range 20 {
		profile := planner.Observed{Resource: planner.ClusterProfileResource("cni", planner.ClusterProfile{})}
		config := planner.Observed{Resource: planner.KubeconfigResource(planner.ID{Kind: "x", Name: "y"})}
		state, err := executor.Observe(t.Context(), lab(),
			labHandlers(observing(management("demo", planner.Ready)), observing(config), observing(profile)))
		if err != nil {
			t.Fatal(err)
		}
		all := state.All()
		if first == nil {
			first = all
		}
		if !slices.EqualFunc(first, all, func(a, b planner.Observed) bool { return a.ID == b.ID }) {
			t.Fatal("the order of the observations changes")
		}
	}
}

// choosing is a handler that proposes the API port of the management cluster.
type choosing struct{ *script }

func (choosing) Propose(_ context.Context, lab *spec.Lab) ([]planner.Resource, error) {
	m := lab.ManagementCluster
	return []planner.Resource{planner.ManagementResource(m.Name, planner.ManagementCluster{Provider: m.Provider, APIPort: 6443})}, nil
}

// TestObserveTakesProposals: what a handler would choose shows in the plan.
func TestObserveTakesProposals(t *testing.T) {
	handlers := labHandlers(observing(), observing(), observing())
	handlers[planner.KindManagementCluster] = choosing{observing()}
	state, err := executor.Observe(t.Context(), lab(), handlers)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := planner.Compute(lab(), state)
	if err != nil || !slices.Contains(plan.Steps[0].Changes, planner.Change{Field: "apiPort", New: "6443", Added: true}) {
		t.Errorf("the plan (%v) begins with %+v", err, plan.Steps[0])
	}
}

// TestObserveLooksAgain: a look that fails is repeated, says why, and does not fail the plan.
func TestObserveLooksAgain(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		tries := 0
		flaky := &script{observe: func() ([]planner.Observed, error) {
			if tries++; tries < 3 {
				return nil, io.ErrUnexpectedEOF
			}
			return []planner.Observed{management("demo", planner.Ready)}, nil
		}}
		var said []string
		state, err := executor.Observe(t.Context(), lab(), labHandlers(flaky, observing(), observing()), func(message string) { said = append(said, message) })
		if err != nil || len(state.All()) != 1 {
			t.Errorf("%d things seen, %v", len(state.All()), err)
		}
		if want := []string{"looking again: unexpected EOF", "looking again: unexpected EOF"}; !slices.Equal(said, want) {
			t.Errorf("said %q", said)
		}
	})
}

// TestObserveEndsLooking: somebody waits for the answer.
func TestObserveEndsLooking(t *testing.T) {
	for want, err := range map[time.Duration]error{
		0: executor.Final(errRefused), 3 * time.Second: errors.New("something odd"), 10 * time.Second: io.ErrUnexpectedEOF,
	} {
		inVirtualTime(t, func(t *testing.T) {
			down, begun := &script{observe: func() ([]planner.Observed, error) { return nil, err }}, time.Now()
			_, got := executor.Observe(t.Context(), lab(), labHandlers(down, observing(), observing()))
			if took := time.Since(begun); !errors.Is(got, err) || took < want || took > want+2*time.Second {
				t.Errorf("%v after %s, want %s", got, took, want)
			}
		})
	}
}

// TestObserveLeavesApartWhatIsElsewhere: an observer that must not look keeps nobody from a plan, and the state says why.
func TestObserveLeavesApartWhatIsElsewhere(t *testing.T) {
	elsewhere := &script{observe: func() ([]planner.Observed, error) {
		return nil, fmt.Errorf("look: %w", &executor.Apart{Reason: "it is elsewhere"})
	}}
	handlers := labHandlers(observing(management("demo", planner.Ready)), observing(), observing())
	handlers[planner.KindNodes], handlers[planner.KindNetwork] = elsewhere, elsewhere
	state, err := executor.Observe(t.Context(), lab(), handlers)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := planner.Compute(lab(), state)
	if err != nil || !slices.Contains(plan.Notes, "network, nodes: unknown, and left alone: it is elsewhere") || len(elsewhere.calls) != 1 {
		t.Errorf("notes %q (%v), asked %d times", plan.Notes, err, len(elsewhere.calls))
	}
}

// identifying is a handler that knows the lab's identity, or cannot look for it.
type identifying struct {
	*script
	identity planner.Identity
	err      error
}

func (i identifying) Identify(context.Context, *spec.Lab) (planner.Identity, error) {
	return i.identity, i.err
}

// resolving is the handler of what the management cluster notes of the lab. It tells what the others were told last.
type resolving struct {
	*script
	told []string
}

func (r *resolving) Resolve(found planner.Identity) { r.told = append(r.told, found.ID) }

// TestIdentityOfTheManagementClusterCounts: others see it too, and whose the rest is has to be judged by it.
func TestIdentityOfTheManagementClusterCounts(t *testing.T) {
	noted := planner.Observed{Resource: planner.Resource{ID: planner.IdentityID("demo"), Attrs: planner.Identity{ID: "noted"}}, Owner: "demo"}
	for name, c := range map[string]struct {
		local, want string
		noted       []planner.Observed
		looks       int
	}{
		"nothing knows it":                   {"", "", nil, 1},
		"what stands by itself knows it":     {"local", "local", nil, 1},
		"the management cluster knows it":    {"", "noted", []planner.Observed{noted}, 1},
		"both know it, and not the same one": {"local", "noted", []planner.Observed{noted}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			m := identifying{script: observing(management("demo", planner.Ready)), identity: planner.Identity{ID: c.local}}
			identity := &resolving{script: observing(c.noted...)}
			handlers := labHandlers(observing(), observing(), observing())
			handlers[planner.KindManagementCluster], handlers[planner.KindIdentity] = m, identity
			state, err := executor.Observe(t.Context(), lab(), handlers)
			if err != nil || state.Identity().ID != c.want || identity.told[len(identity.told)-1] != c.want || len(m.calls) != c.looks {
				t.Errorf("the lab is %+v (%v), which was told as %q, after %d looks; want %q", state.Identity(), err, identity.told, len(m.calls), c.want)
			}
		})
	}
}

// beginning is the handler of an identity that another run notes after the first look.
type beginning struct {
	*resolving
	noted planner.Observed
	looks int
}

func (b *beginning) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) {
	if b.looks++; b.looks == 1 {
		return nil, nil
	}
	return []planner.Observed{b.noted}, nil
}

// TestLabThatAnotherRunBeginsToMakeIsLookedAtOnceMore: by the first look its things would be of another lab of the name.
func TestLabThatAnotherRunBeginsToMakeIsLookedAtOnceMore(t *testing.T) {
	noted := planner.Observed{Resource: planner.Resource{ID: planner.IdentityID("demo"), Attrs: planner.Identity{ID: "noted"}}, Owner: "demo"}
	cluster := observing(planner.Observed{Resource: planner.WorkloadClusterResource("w", planner.WorkloadCluster{}), Owner: "demo"})
	handlers := labHandlers(observing(management("demo", planner.Ready)), observing(), cluster)
	handlers[planner.KindIdentity] = &beginning{&resolving{script: observing()}, noted, 0}
	state, err := executor.Observe(t.Context(), lab(), handlers)
	if err != nil || state.Identity().ID != "noted" || len(cluster.calls) != 2 {
		t.Errorf("the lab is %+v (%v) after %d looks at its clusters", state.Identity(), err, len(cluster.calls))
	}
}

// TestIdentityThatCannotBeSeenIsNotAbsent: without it, all that is there would be a stranger's.
func TestIdentityThatCannotBeSeenIsNotAbsent(t *testing.T) {
	handlers := labHandlers(observing(), observing(), observing())
	handlers[planner.KindManagementCluster] = identifying{script: observing(), err: executor.Final(errRefused)}
	handlers[planner.KindIdentity] = &resolving{script: observing()}
	if _, err := executor.Observe(t.Context(), lab(), handlers); !errors.Is(err, errRefused) {
		t.Errorf("got %v", err)
	}
}
