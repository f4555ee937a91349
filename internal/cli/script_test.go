package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/addons"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/executor/forward"
	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var update = golden.Update

// TestScripts runs testdata/script/*.txtar: command lines in this process, on a World in memory. The commands beside
// those of testscript are kaaslab, exits CODE ARGS..., answer WORD, unpack ARCHIVE DIR, append FILE TEXT, and world VERB
// ARGS...
func TestScripts(t *testing.T) {
	scripts, err := filepath.Abs("testdata/script") // kaaslab changes the working directory
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(".") // which the test goes back to at its end
	testscript.RunT(oneByOne{t}, testscript.Params{
		Dir: scripts, UpdateScripts: *update, RequireUniqueNames: true,
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"kaaslab": cmdKaaslab, "exits": cmdExits, "answer": cmdAnswer, "world": cmdWorld, "hold": cmdHold,
			"unpack": cmdUnpack, "append": cmdAppend, "cut": cmdCut,
		},
	})
}

// oneByOne keeps scripts from running at the same time: they share this process's environment and working directory.
type oneByOne struct{ *testing.T }

func (oneByOne) Parallel()     {}
func (oneByOne) Verbose() bool { return testing.Verbose() }

func (o oneByOne) Run(name string, script func(testscript.T)) {
	o.T.Run(name, func(t *testing.T) { script(oneByOne{t}) })
}

// stage is what one script plays on.
type stage struct {
	world  *fake.World
	answer string
	asks   bool
	// browsed is what was opened in the browser.
	browsed []string
	// onDocker are labs that Docker has things of.
	onDocker []string
	docker   bool // whether the build can handle everything
	// findings are what is found on the machine, and said with the question.
	findings []executor.Finding
	// interrupt is where the first Ctrl-C comes: when the run waits for this resource.
	interrupt planner.ID
	// relapse is what does not stay up.
	relapse *relapse
	// waits are the labs whose end somebody waits for.
	waits []string
	// broken is what is broken on purpose.
	broken faultsInMemory
}

func setup(env *testscript.Env) error {
	env.Values["stage"] = &stage{world: fake.New()}
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
	env.Setenv("KUBECONFIG", env.WorkDir+"/users-own-kubeconfig")
	env.Setenv("NO_COLOR", "1")
	env.Setenv("LC_ALL", "C.UTF-8")
	return nil
}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value("stage").(*stage) }

func cmdKaaslab(ts *testscript.TestScript, neg bool, args []string) {
	if code := kaaslab(ts, args); (code != 0) != neg {
		ts.Fatalf("exit code %d", code)
	}
}

func cmdExits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if code := kaaslab(ts, args[1:]); code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func kaaslab(ts *testscript.TestScript, args []string) int {
	for _, key := range []string{"HOME", "XDG_STATE_HOME", "KUBECONFIG", "NO_COLOR", "LC_ALL", "SOURCE_DATE_EPOCH"} {
		ts.Check(os.Setenv(key, ts.Getenv(key)))
	}
	ts.Check(os.Chdir(ts.MkAbs(".")))
	s := stageOf(ts)
	var said strings.Builder
	p := newProgram(strings.NewReader(s.answer), ts.Stdout(), io.MultiWriter(ts.Stderr(), &said))
	p.asks, p.machine.Adapters, p.signals, p.browse = s.asks, s.adapters, s.signals, s.browse
	p.wait = func(lab string) error { s.waits = append(s.waits, lab); return nil }
	p.machine.OnDocker = func(context.Context) []string { return s.onDocker }
	code := run(context.Background(), p, args)
	if code != exitDone && code != exitPending && !tellsCode.MatchString(said.String()) {
		ts.Fatalf("the error has no code of its own:\n%s", said.String())
	}
	return code
}

// tellsCode: no script may meet an error without a code, or one that kaaslab has no words for.
var tellsCode = regexp.MustCompile(`(?m)kaaslab: .* \[KL[1-8]\d{3}`)

func (s *stage) adapters(lab *spec.Lab, dir statedir.Dir, _ planner.Identity) *operation.Adapters {
	handlers := s.world.Handlers(lab)
	handlers[planner.KindKubeconfig] = &fileWriter{handlers[planner.KindKubeconfig], dir}
	if !s.docker {
		delete(handlers, planner.KindNetwork)
		delete(handlers, planner.KindVolume)
		delete(handlers, planner.KindPeering)
		delete(handlers, planner.KindClusterAPI)
		delete(handlers, planner.KindSveltos)
	}
	return &operation.Adapters{
		Handlers: handlers, Identity: func() planner.Identity { return s.identityOf(lab) }, Inspector: s, Providers: s.providers, Forward: s.forward,
		Forecast: func(ctx context.Context, plan *planner.Plan, _ func(string) string) []planner.Forecast {
			return addons.New(nil, func(string) string { return "" }).Forecast(ctx, lab, plan)
		},
		ImageSources: offline(lab, dir),
		Backup:       s.world.Backup(lab.Name),
		Machines:     s.machines, Addresses: s.addresses, Injector: &s.broken,
	}
}

// identityOf is the identity that the lab has in the World.
func (s *stage) identityOf(lab *spec.Lab) planner.Identity {
	there, _ := s.world.Get(planner.IdentityID(lab.Name))
	identity, _ := there.Attrs.(planner.Identity)
	return identity
}

// Inspect implements executor.Inspector.
func (s *stage) Inspect(_ context.Context, q executor.Question) []executor.Finding {
	about := executor.Finding{Check: "question", Verdict: executor.Fine, Found: fmt.Sprintf("lab %t, fresh %t", q.Lab != nil, q.Fresh)}
	return append([]executor.Finding{about}, s.findings...)
}

// signals stands for a person at the keyboard.
func (s *stage) signals(ctx context.Context) (stop, kill context.Context, release func()) {
	kill, endKill := context.WithCancelCause(ctx)
	stop, endStop := context.WithCancelCause(kill)
	s.world.FailWith(func(op fake.Op, id planner.ID) error {
		if op == fake.AwaitReady && id == s.interrupt {
			endStop(executor.ErrStopped)
		}
		if s.relapse != nil {
			s.relapse.meets(op, id, s.world)
		}
		return nil
	})
	return stop, kill, func() { endKill(nil) }
}

// forward leads nowhere, and ends at once, as if Ctrl-C came.
func (s *stage) forward(_ context.Context, o forward.Options) (string, <-chan struct{}, error) {
	ended := make(chan struct{})
	close(ended)
	if filepath.Base(o.Kubeconfig) == "broken.kubeconfig" {
		return "", nil, fault.Errorf(fault.PageUnreachable, "forward to service %s: none of its 1 pods is ready", o.Service)
	}
	return fmt.Sprintf("127.0.0.1:%d", cmp.Or(o.Port, 40000)), ended, nil
}

func (s *stage) browse(address string) error {
	s.browsed = append(s.browsed, address)
	return nil
}

func (s *stage) providers(context.Context) ([]snapshot.Provider, error) {
	return []snapshot.Provider{{Name: "cluster-api", Type: "CoreProvider", Version: "v1.14.2", State: snapshot.Ready}}, nil
}

func (s *stage) machines(context.Context) (map[string][]snapshot.Machine, error) { return nil, nil }

func (s *stage) addresses(context.Context) (map[string]string, error) { return nil, nil }

// fileWriter writes a file for each kubeconfig of the World.
type fileWriter struct {
	executor.Handler
	dir statedir.Dir
}

func (f *fileWriter) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := f.Handler.AwaitReady(ctx, r, report); err != nil {
		return err
	}
	return f.dir.WriteFile(f.dir.Kubeconfig(r.ID.Name), []byte(kubeconfigText(r)), 0o600)
}

func (f *fileWriter) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := f.Handler.Delete(ctx, r, report); err != nil {
		return err
	}
	return os.RemoveAll(f.dir.Kubeconfig(r.ID.Name))
}

// kubeconfigText is a file as the real handler writes it, with a record of whose it is.
func kubeconfigText(r planner.Resource) string {
	return fmt.Sprintf(`# kaaslab.dev: {"lab":"demo","cluster":"%[2]s"}
apiVersion: v1
kind: Config
current-context: %[1]s
clusters: [{name: %[1]s, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: %[1]s, user: {token: not-a-secret}}]
contexts: [{name: %[1]s, context: {cluster: %[1]s, user: %[1]s}}]
`, r.ID.Name, r.Attrs.(planner.Kubeconfig).Cluster)
}
