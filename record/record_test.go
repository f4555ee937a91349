package record

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
)

var (
	whole = flag.Bool("record", false, "run all points and write docs/reliability.md")
	sites = flag.Int("sites", 4, "how many points are run at the same time by -record")
	until = flag.Duration("until", 24*time.Hour, "how long -record begins points")
	only  = flag.String("only", "", "run only the points whose names this regular expression finds, and write no page")
	of    = flag.String("of", commit(), "the commit whose record is made, or gone on with")
	seed  = flag.Uint64("seed", 0, "run the sample of this number instead of the commit's")
)

func TestMain(m *testing.M) {
	kube.SilenceLibraries()
	kubetest.Main(m)
}

// open makes sites on one API server.
func open(t *testing.T, n int) []*Site {
	t.Helper()
	return settle(t, kubetest.Store(t), 0, n)
}

// apart makes sites that have an API server each: what is nobody's lab's, one of several would adopt from the others.
func apart(t *testing.T, n int) []*Site {
	t.Helper()
	var opened []*Site
	for i, server := range kubetest.Stores(t, n) {
		opened = append(opened, settle(t, server, i, 1)...)
	}
	return opened
}

// settle makes sites on an API server, with strangers beside each and Cluster API played for all.
func settle(t *testing.T, server *kubetest.Server, first, n int) []*Site {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", server.Kubeconfig)
	must(t, err)
	config.QPS, config.WarningHandler = -1, rest.NoWarnings{}
	ctx, end := context.WithCancel(context.Background())
	t.Cleanup(end)
	must(t, Player{server.Dynamic(t)}.Play(ctx))
	var opened []*Site
	for i := range n {
		lab := fmt.Sprintf("record-%02d", first+i)
		s, err := NewSite(lab, program(t), t.TempDir(), config, server.Dynamic(t))
		must(t, err)
		t.Cleanup(s.wire.Close)
		must(t, Settle(ctx, s.client, lab))
		opened = append(opened, s)
	}
	return opened
}

func program(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(cmp.Or(os.Getenv("KAASLAB_RECORD_PROGRAM"), "../bin/kaaslab"))
	must(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run `make build`", err)
	}
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// commit is what is checked out, or nothing where git is not.
func commit() string {
	name, _ := exec.Command("git", "rev-parse", "--short=12", "HEAD").Output()
	return strings.TrimSpace(string(name))
}

// TestSample runs a few points of one scenario. Which ones changes with the commit.
func TestSample(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a real API server, which -short leaves out")
	}
	number := *seed
	if number == 0 {
		hash := fnv.New64a()
		hash.Write([]byte(commit()))
		number = hash.Sum64()
	}
	t.Logf("go test ./record -run TestSample -seed %d", number)
	r, s := rand.New(rand.NewPCG(number, 0)), open(t, 1)[0]
	course, err := s.Follow(t.Context(), Scenarios[r.IntN(len(Scenarios))])
	must(t, err)
	points := course.Points()
	for range 2 {
		p := points[r.IntN(len(points))]
		for p.Fault == AnswerLate { // which takes a minute
			p = points[r.IntN(len(points))]
		}
		check(t, s, course, p)
	}
}

func check(t *testing.T, s *Site, course Course, p Point) Outcome {
	t.Helper()
	outcome, err := s.Meet(t.Context(), course, p)
	must(t, err)
	if outcome.Wrong != "" && outcome.known() == "" {
		t.Errorf("%s (%s): %s", p, outcome.Request, outcome.Wrong)
	}
	return outcome
}

// job is a point to run.
type job struct {
	course Course
	point  Point
}

// TestRecord runs all points that no earlier run of it has run for this commit.
func TestRecord(t *testing.T) {
	if !*whole {
		t.Skip("make record runs it, for hours")
	}
	ledger, err := OpenLedger(kept("jsonl"))
	must(t, err)
	defer ledger.Close()
	opened := apart(t, *sites)
	var courses []Course
	for _, scenario := range Scenarios {
		course, err := opened[0].Follow(t.Context(), scenario)
		must(t, err)
		courses = append(courses, course)
	}
	work(t, opened, left(courses, ledger), ledger)
	if *only != "" {
		return
	}
	r := Record{Origin: origin(), Courses: courses, Outcomes: ledger.Outcomes()}
	r.Populations = once(t, "strangers", populate)
	before, err := os.ReadFile(reliability)
	must(t, err)
	page := r.Page()
	for _, heading := range Headings {
		if section := Part(string(before), heading); section != "" {
			page = Put(page, section)
		}
	}
	must(t, os.WriteFile(reliability, []byte(page), 0o644))
}

// reliability is the page that is written.
const reliability = "../docs/reliability.md"

// kept is where the outcomes of a commit are, so that a record that was stopped goes on.
func kept(name string) string { return filepath.Join("..", "bin", "record", *of+"."+name) }

// once does what was not yet done for the commit, and keeps what came of it.
func once[T any](t *testing.T, name string, do func(*testing.T) T) (result T) {
	t.Helper()
	if before, err := os.ReadFile(kept(name)); err == nil {
		must(t, json.Unmarshal(before, &result))
		return result
	}
	result = do(t)
	text, err := json.Marshal(result)
	must(t, err)
	must(t, os.WriteFile(kept(name), text, 0o600))
	return result
}

// populate makes labs among so many populations of strangers, in the world in memory.
func populate(t *testing.T) int {
	t.Helper()
	const populations = 10000 // in memory
	_, err := inMemory("TestStrangersAreLeft", "-rounds", fmt.Sprint(populations))
	must(t, err)
	return populations
}

// left are the points to run, shuffled, so that a record that is stopped has something of all.
func left(courses []Course, ledger *Ledger) []job {
	var jobs []job
	for _, course := range courses {
		for _, p := range unrun(course.Points(), ledger) {
			jobs = append(jobs, job{course, p})
		}
	}
	return shuffled(jobs)
}

// unrun are the points that are wanted and not in the ledger.
func unrun(points []Point, ledger *Ledger) []Point {
	wanted := regexp.MustCompile(*only)
	return slices.DeleteFunc(points, func(p Point) bool { return ledger.Has(p) || !wanted.MatchString(p.String()) })
}

func shuffled[T any](all []T) []T {
	r := rand.New(rand.NewPCG(1, 0))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func work(t *testing.T, opened []*Site, jobs []job, ledger *Ledger) {
	t.Logf("%d points to run", len(jobs))
	queue, end := make(chan job), time.Now().Add(*until)
	var workers sync.WaitGroup
	for _, s := range opened {
		workers.Go(func() {
			for j := range queue {
				outcome, err := s.Meet(t.Context(), j.course, j.point)
				if err == nil {
					err = ledger.Add(outcome)
				}
				if err != nil {
					t.Errorf("%s: %v", j.point, err)
				}
				if outcome.Wrong != "" {
					t.Logf("%s (%s): %s", j.point, outcome.Request, outcome.Wrong)
				}
			}
		})
	}
	for _, j := range jobs {
		if time.Now().Before(end) {
			queue <- j
		}
	}
	close(queue)
	workers.Wait()
}

func origin() Origin {
	info, _ := os.ReadFile("/proc/cpuinfo")
	model := regexp.MustCompile(`model name\s*: (.*)`).FindStringSubmatch(string(info))
	machine := fmt.Sprintf("%s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if model != nil {
		machine += " (" + model[1] + ")"
	}
	return Origin{Date: time.Now().UTC().Format(time.DateOnly), Commit: *of, Machine: machine}
}
