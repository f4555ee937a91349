package record

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

var every = flag.Bool("every", false, "let every fault of -record meet every moment of an embedded lab, not one of each kind")

// TestEmbedded lets faults meet an embedded lab at its moments, and writes the page's part.
func TestEmbedded(t *testing.T) {
	if !*whole {
		t.Skip("make record runs it, for hours")
	}
	ledger, err := OpenLedger(kept("embedded.jsonl"))
	must(t, err)
	defer ledger.Close()
	var opened []*Site
	for i := range min(*sites, 2*runtime.NumCPU()) { // a lab waits half of its life
		s := &Site{Lab: fmt.Sprintf("embedded-%02d", i), program: program(t), dir: t.TempDir(), patient: 6 * time.Minute}
		must(t, os.WriteFile(filepath.Join(s.dir, "login.yaml"), []byte(besides["login.yaml"]), 0o600))
		t.Cleanup(s.end)
		opened = append(opened, s)
	}
	courses := once(t, "embedded", func(t *testing.T) []EmbeddedCourse {
		courses, err := opened[0].LiveEmbedded(t.Context())
		must(t, err)
		return courses
	})
	endure(t, opened, courses, livesOf(courses, ledger), ledger)
	if *only == "" {
		publish(t, EmbeddedSection(origin(), courses, ledger.Outcomes()))
	}
}

// livesOf are the points to run, one of each scenario in a life. The first lives have each scenario and fault.
func livesOf(courses []EmbeddedCourse, ledger *Ledger) (lives [][]Point) {
	for i, course := range courses {
		points := course.Covering()
		if *every {
			points = course.Points()
		}
		for n, p := range eachFirst(shuffled(unrun(points, ledger)), i) {
			if n == len(lives) {
				lives = append(lives, make([]Point, len(courses)))
			}
			lives[n][i] = p
		}
	}
	return lives
}

// eachFirst puts a point of each fault before all second ones, and so on, and begins with another fault for each scenario.
func eachFirst(points []Point, scenario int) []Point {
	turn, turns := map[Point]int{}, map[Fault]int{}
	for _, p := range points {
		turn[p] = turns[p.Fault]*len(EmbeddedFaults) + (slices.Index(EmbeddedFaults, p.Fault)+scenario)%len(EmbeddedFaults)
		turns[p.Fault]++
	}
	slices.SortFunc(points, func(a, b Point) int { return turn[a] - turn[b] })
	return points
}

func endure(t *testing.T, opened []*Site, courses []EmbeddedCourse, lives [][]Point, ledger *Ledger) {
	t.Helper()
	queue, end := make(chan []Point), time.Now().Add(*until)
	var workers sync.WaitGroup
	for _, s := range opened {
		workers.Go(func() {
			for points := range queue {
				err := s.EndureEmbedded(t.Context(), courses, points, func(o Outcome) error {
					t.Logf("%s: %s", o.Point, o.Wrong)
					if !o.strikes() && o.Wrong == "" {
						return nil
					}
					return ledger.Add(o)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, points := range lives {
		if time.Now().Before(end) {
			queue <- points
		}
	}
	close(queue)
	workers.Wait()
}

// TestAMomentIsCalledTheSameInEveryRun: what is made up or measured is not in its name.
func TestAMomentIsCalledTheSameInEveryRun(t *testing.T) {
	s := &Site{Lab: "embedded-00", program: "/somewhere/bin/kaaslab"}
	for line, want := range map[string]string{
		"2026-11-29T03:06:44.642Z create workloadCluster/embedded-00-b: done in 18.4s":                                                  "create workloadCluster/LAB-b: done",
		"2026-11-29T03:06:44.642Z create managementCluster/embedded-00-management: starting /somewhere/bin/kaaslab-embedded":            "create managementCluster/LAB-management: starting kaaslab-embedded",
		"2026-11-29T03:06:44.642Z create workloadCluster/embedded-00-a: Available: X; waiting for Machine embedded-00-a-57lcl-vgr8b: Y": "create workloadCluster/LAB-a: Available: X",
		"2026-11-29T03:06:44.642Z update workloadCluster/embedded-00-a: MachineDeployment embedded-00-a-md-0-rf2k9 upgrading":           "update workloadCluster/LAB-a: MachineDeployment LAB-a-md-0 upgrading",
		`I1129 03:06:48.017309   29842 ???:1] "stopping after 43.8s: asked to stop"`:                                                    "kaaslab-embedded: stopping: asked to stop",
		`I1129 03:07:03.847180   30359 ???:1] "starting after 10.7s: waiting for"`:                                                      "",
	} {
		if got := s.momentOf(line); got != want {
			t.Errorf("%s\nis %q, want %q", line, got, want)
		}
	}
}

// TestACoveringMeetsEachMomentTwice: at kaaslab and, where it runs, at the management cluster, and with all faults in the end.
func TestACoveringMeetsEachMomentTwice(t *testing.T) {
	course := EmbeddedCourse{Moments: []Moment{{Name: "alone"}}}
	for i := range 10 {
		course.Moments = append(course.Moments, Moment{Name: fmt.Sprint(i), Embedded: true, Sveltos: true})
	}
	met, faults := map[string]int{}, map[Fault]int{}
	for _, p := range course.Covering() {
		met[p.Moment]++
		met[fmt.Sprint(p.Moment, " at kaaslab: ", p.Fault.strikesKaaslab())]++
		faults[p.Fault]++
	}
	for moment, times := range met {
		if times > 2 || strings.Contains(moment, ":") && times != 1 {
			t.Errorf("%s is met %d times", moment, times)
		}
	}
	if len(met) != 2+3*10 || len(faults) != len(EmbeddedFaults) {
		t.Errorf("met are %v, by %v", met, faults)
	}
}

// TestAnObjectThatWasMadeAnewIsNotKept, though there is one of its name.
func TestAnObjectThatWasMadeAnewIsNotKept(t *testing.T) {
	before := Census{"machines/LAB-a": {UID: "1 2"}, "clusters/LAB-a": {UID: "3"}}
	for now, want := range map[types.UID]int{"1 2 4": 2, "1 4": 1, "4 5": 0, "": 0} {
		if kept := (Census{"machines/LAB-a": {UID: now}}).kept(before)["machines/LAB-a"]; kept != want {
			t.Errorf("of %q %d are kept, want %d", now, kept, want)
		}
	}
}

func TestASecretIsFoundInWhatIsTold(t *testing.T) {
	key := "-----BEGIN EC PRIVATE KEY-----"
	for _, told := range []string{
		canary, key, "client-key-data: x", base64.StdEncoding.EncodeToString([]byte(canary)), base64.StdEncoding.EncodeToString([]byte(key)),
	} {
		if !secretIn.MatchString(told) {
			t.Errorf("%s passes for no secret", told)
		}
	}
}

func TestTheSectionOnEmbeddedLabsSaysHowManyPointsThereAre(t *testing.T) {
	courses := []EmbeddedCourse{{Scenario: Scenario{Name: "stop"}, Moments: []Moment{{Name: begun, Embedded: true}, {Name: "the file LAB goes"}}}}
	section := EmbeddedSection(Origin{"today", "abc", "a machine"}, courses, outcomesIn(t, strings.NewReader(
		`{"scenario":"stop","fault":"both killed","moment":"kaaslab has begun","struck":true,"wrong":"lost\nmore"}{"scenario":"stop","fault":"kaaslab killed","struck":true}{"scenario":"stop","fault":"kaaslab killed","call":1}`)))
	for _, want := range []string{
		"another one: 3\npoints. (There are 8 pairs", "1 of 2 points converged; in 1 more the moment did not come", "| stop (2 moments) | 1 / 1 | - | 0 / 1 |", `* stop, both killed at "kaaslab has begun" (` + "``): lost\n",
	} {
		if !strings.Contains(section, want) {
			t.Errorf("%q is not in\n%s", want, section)
		}
	}
}

// TestATailTellsWholeLinesOnly, of a file that is not there yet, too.
func TestATailTellsWholeLinesOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	tail := newTail(path)
	if told := tail.more(); len(told) > 0 {
		t.Errorf("%q is told of no file", told)
	}
	file, err := os.Create(path)
	must(t, err)
	t.Cleanup(func() { tail.close(); _ = file.Close() })
	for _, step := range []struct{ written, told string }{{"one\ntw", "one\n"}, {"", ""}, {"o\nthree\n", "two\nthree\n"}} {
		_, err := file.WriteString(step.written)
		must(t, err)
		if told := string(tail.more()); told != step.told {
			t.Errorf("%q is told, want %q", told, step.told)
		}
	}
}
