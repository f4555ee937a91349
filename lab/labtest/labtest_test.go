package labtest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/lab/labtest"
	"github.com/kaaslab/kaaslab/spec"
)

// home is where nothing may be written.
var home string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if home, err = os.MkdirTemp("", "home-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(home)
	for _, name := range []string{"HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"} {
		os.Setenv(name, home)
	}
	os.Setenv("KUBECONFIG", filepath.Join(home, "config"))
	return labtest.Main(m)
}

// startsALab leaves out what starts a real management cluster.
func startsALab(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a real management cluster, which -short leaves out")
	}
	t.Parallel() // it waits more than it works
}

// shop is the lab of the tests that change nothing, or only what they look at themselves.
var shop = labtest.Shared(labtest.File("testdata/lab.yaml"))

func TestClientsReachTheirClusters(t *testing.T) {
	startsALab(t)
	l := shop(t)
	one := l.Cluster("one")
	if nodes, err := one.Client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{}); err != nil || len(nodes.Items) != 2 {
		t.Errorf("cluster one has nodes %v (%v), want 2", nodes, err)
	}
	text, err := os.ReadFile(one.Kubeconfig)
	if err != nil || !strings.Contains(string(text), one.Config.Host) {
		t.Errorf("kubeconfig %s leads not to %s (%v)", one.Kubeconfig, one.Config.Host, err)
	}
	groups, err := l.Management().Client.Discovery().ServerGroups()
	if err != nil || !strings.Contains(fmt.Sprint(groups), "cluster.x-k8s.io") {
		t.Errorf("the management cluster has no Cluster API: %v", err)
	}
}

func TestAddonsAreThereAndTheirPodsRun(t *testing.T) {
	startsALab(t)
	l := shop(t)
	one := l.Cluster("one")
	one.AwaitAddon("web")
	one.AwaitPods()
	if n := webs(t.Context(), one); n != "2 of 2" {
		t.Errorf("%s pods of web run, want 2 of 2", n)
	}
}

func webs(ctx context.Context, c *labtest.Cluster) string {
	web, err := c.Client.AppsV1().Deployments("web").Get(ctx, "web", metav1.GetOptions{})
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d of %d", web.Status.ReadyReplicas, *web.Spec.Replicas)
}

// TestWaitsFailWithWhatIsMissing: a test whose wait is in vain says for what, and how the lab stands.
func TestWaitsFailWithWhatIsMissing(t *testing.T) {
	startsALab(t)
	for what, c := range map[string]struct {
		wait func(*labtest.Lab)
		want string
	}{
		"a cluster that there is not": {func(l *labtest.Lab) { l.Cluster("two") }, `no workload cluster "two"; it has one`},
		"a profile that there is not": {func(l *labtest.Lab) { l.Cluster("one").AwaitAddon("web2") }, `no add-on profile "web2"`},
		"a condition": {func(l *labtest.Lab) {
			l.Within(time.Second).Eventually("luck", func(context.Context) error { return errors.New("none") })
		}, "wait for luck (none): not done within 1s"},
	} {
		r := record(t, func(t testing.TB) { c.wait(shop(t)) })
		if !strings.Contains(r.fatal, c.want) || !strings.Contains(r.log.String(), "add-on web: Ready") {
			t.Errorf("%s: want %q and the state of the lab:\n%s", what, c.want, r.log.String())
		}
	}
}

// TestALabIsGoneAfterATestThatFailed: it changes as its file does, says for what it waits in vain, and leaves nothing, neither where
// the test may write nor where it may not.
func TestALabIsGoneAfterATestThatFailed(t *testing.T) {
	startsALab(t)
	var kubeconfig string
	r := record(t, func(tb testing.TB) {
		l := labtest.Start(tb, labtest.Text(text("changing", "replicas: 1")))
		one := l.Cluster("one")
		kubeconfig = one.Kubeconfig
		if err := l.Apply(labtest.Spec(parse(t, text("changing", "replicas: 3")))); err != nil {
			tb.Fatalf("apply: %v", err)
		}
		l.Eventually("three webs", func(ctx context.Context) error {
			if is := webs(ctx, one); is != "3 of 3" {
				return errors.New(is)
			}
			return nil
		})
		if err := l.Apply(labtest.Text(text("other", ""))); err == nil || !strings.Contains(err.Error(), `cannot become lab "other"`) {
			tb.Errorf("apply of another lab: %v", err)
		}
		if err := l.Apply(labtest.Text(text("changing", "replicas: 2, cpu: 64"))); err != nil {
			tb.Fatalf("apply: %v", err)
		}
		l.Within(10 * time.Second).Cluster("one").AwaitPods()
	})
	for _, want := range []string{"wait for the pods of cluster one (Deployment web/web wants 2 pods", "Insufficient cpu"} {
		if !strings.Contains(r.log.String(), want) {
			t.Errorf("the test that waited for too large pods does not say %q:\n%s", want, r.log.String())
		}
	}
	wantNothingLeft(t, kubeconfig)
}

// TestAFailingProfileFailsWithItsOwnMessage: that of the chart, long before the lab's time is over.
func TestAFailingProfileFailsWithItsOwnMessage(t *testing.T) {
	startsALab(t)
	r := record(t, func(tb testing.TB) {
		labtest.Start(tb, labtest.Text(text("failing", "note: none")), labtest.Timeout(time.Hour))
	})
	for _, want := range []string{"add-on web has failed on cluster one", "say how many replicas of web you want", "KL5023"} {
		if !strings.Contains(r.fatal, want) {
			t.Errorf("a chart that cannot be installed ends the test without %q:\n%s", want, r.log.String())
		}
	}
	if strings.Contains(r.log.String(), "destroy") {
		t.Errorf("the lab was not destroyed:\n%s", r.log.String())
	}
}

func TestALabThatIsNotReadyInTimeIsGivenUp(t *testing.T) {
	startsALab(t)
	r := record(t, func(tb testing.TB) {
		labtest.Start(tb, labtest.Text(text("slow", "replicas: 1")), labtest.Timeout(time.Second))
	})
	if !strings.Contains(r.fatal, "not done within 1s: ") {
		t.Errorf("the test ends without what takes too long:\n%s", r.log.String())
	}
}

func text(name, values string) string {
	return `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: ` + name + `
workloadClusters:
- {name: one, labels: {web: "yes"}, workers: [{name: md-0, replicas: 1}]}
addonProfiles:
- name: web
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts:
  - {chart: ./testdata/charts/web, release: web, namespace: web, values: {` + values + `}}
`
}

func parse(t *testing.T, text string) *spec.Lab {
	t.Helper()
	wanted, _, err := spec.Load("-", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return wanted
}

// wantNothingLeft knows a lab by the path of one of its kubeconfigs.
func wantNothingLeft(t *testing.T, kubeconfig string) {
	t.Helper()
	dir, _, _ := strings.Cut(kubeconfig, "/state/")
	if _, err := os.Stat(dir); dir == "" || err == nil {
		t.Errorf("%q is left", dir)
	}
	if left, _ := os.ReadDir(home); len(left) > 0 {
		t.Errorf("%s has %v", home, left)
	}
	if pids := processesOf(dir); len(pids) > 0 {
		t.Errorf("processes %v are left", pids)
	}
}

// processesOf are those that name a directory.
func processesOf(dir string) (found []string) {
	paths, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range paths {
		if line, err := os.ReadFile(path); err == nil && strings.Contains(string(line), dir) {
			found = append(found, filepath.Base(filepath.Dir(path)))
		}
	}
	return found
}

// victim makes this binary a test run that will be killed.
const victim = "KAASLAB_LABTEST_VICTIM"

// TestVictim starts a lab, says where its files are, and waits for its end.
func TestVictim(t *testing.T) {
	if os.Getenv(victim) == "" {
		t.Skip("only when TestAKilledTestBinaryLeavesNothing runs it")
	}
	l := labtest.Start(t, labtest.Text("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: victim\n"))
	fmt.Println("started", l.Management().Kubeconfig)
	select {}
}

func TestAKilledTestBinaryLeavesNothing(t *testing.T) {
	startsALab(t)
	if runtime.GOOS != "linux" {
		t.Skip("it reads /proc to look at processes")
	}
	run := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	run.Env = append(os.Environ(), victim+"=1")
	output, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	kubeconfig := started(t, output)
	dir, _, _ := strings.Cut(kubeconfig, "/state/")
	if len(processesOf(dir)) == 0 {
		t.Error("nothing runs that could be left")
	}
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait() // it was killed
	for limit := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(dir); err != nil && len(processesOf(dir)) == 0 {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("after a minute %s is there, or processes %v are", dir, processesOf(dir))
		}
	}
}

// started reads what the victim says, up to where its files are.
func started(t *testing.T, output io.Reader) (kubeconfig string) {
	t.Helper()
	var said []string
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if path, is := strings.CutPrefix(lines.Text(), "started "); is {
			return path
		}
		said = append(said, lines.Text())
	}
	t.Fatalf("the run ends before it was killed:\n%s", strings.Join(said, "\n"))
	return ""
}

func TestAMissingProgramIsToldAndSkippedOnlyIfAsked(t *testing.T) {
	t.Setenv("KAASLAB_EMBEDDED", "")
	t.Setenv("PATH", t.TempDir())
	t.Chdir(t.TempDir())
	from := labtest.Text("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: a\n")
	for _, with := range [][]labtest.Option{nil, {labtest.Embedded("/nowhere/kaaslab-embedded")}} {
		r := record(t, func(tb testing.TB) { labtest.Start(tb, from, with...) })
		if !strings.Contains(r.fatal, "kaaslab-embedded") || !strings.Contains(r.fatal, "labtest.Embedded") || !strings.Contains(r.fatal, "$KAASLAB_EMBEDDED") {
			t.Errorf("the test ends with %q", r.fatal)
		}
		r = record(t, func(tb testing.TB) { labtest.Start(tb, from, append(with, labtest.SkipWithoutProgram())...) })
		if r.failed || !strings.Contains(r.skipped, "kaaslab-embedded") {
			t.Errorf("the test is not skipped with the reason: %q\n%s", r.skipped, r.log.String())
		}
	}
}

func TestAProgramIsFoundInTheModule(t *testing.T) {
	module := t.TempDir()
	for path, text := range map[string]string{"go.mod": "module a\n", "bin/kaaslab-embedded": "#!/bin/sh\nexit 3\n", "deep/down/file": ""} {
		path = filepath.Join(module, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("KAASLAB_EMBEDDED", "")
	t.Chdir(filepath.Join(module, "deep", "down"))
	r := record(t, func(tb testing.TB) {
		labtest.Start(tb, labtest.Text("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: a\n"))
	})
	if !strings.Contains(r.fatal, filepath.Join(module, "bin", "kaaslab-embedded")) || !strings.Contains(r.fatal, "exit status 3") {
		t.Errorf("the test ends with %q, want what the program of the module says", r.fatal)
	}
}

func TestWrongLabsAreTold(t *testing.T) {
	for want, from := range map[string]labtest.Source{
		"labels":                     labtest.Text("kind: Lab\nlabels: demo\n"),
		"testdata/missing.yaml":      labtest.File("testdata/missing.yaml"),
		`provider "k3d"`:             labtest.Text("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: a\nmanagementCluster: {provider: k3d}\n"),
		"labtest.File, Text or Spec": {},
	} {
		if r := record(t, func(tb testing.TB) { labtest.Start(tb, from) }); !strings.Contains(r.fatal, want) {
			t.Errorf("the test ends with %q, want %q in it", r.fatal, want)
		}
	}
}
