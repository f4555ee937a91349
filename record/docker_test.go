package record

import (
	"cmp"
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// dockerHost is the address of a daemon of the record's own.
func dockerHost(t *testing.T) string {
	t.Helper()
	host := os.Getenv("KAASLAB_DOCKER_HOST")
	if !*whole || host == "" {
		t.Skip("make record-docker runs it, on a daemon of its own")
	}
	return host
}

// TestDocker lets every fault meet every request to a Docker daemon, of a lab that needs no image.
func TestDocker(t *testing.T) {
	host := dockerHost(t)
	ledger, err := OpenLedger(kept("docker.jsonl"))
	must(t, err)
	defer ledger.Close()
	s := dockerSite(t, host)
	var courses []Course
	for _, scenario := range DockerScenarios {
		course, err := s.Follow(t.Context(), scenario)
		must(t, err)
		courses = append(courses, course)
	}
	work(t, []*Site{s}, left(courses, ledger), ledger)
	publish(t, DockerSection(origin(), ledger.Outcomes()))
}

// dockerSite is a place for a lab beside look-alikes of others, which are gone at the end.
func dockerSite(t *testing.T, host string) *Site {
	t.Helper()
	const lab = "docked"
	d := &dock{host: host}
	t.Cleanup(func() {
		d.beside = nil
		must(t, d.scrub(context.WithoutCancel(t.Context())))
	})
	must(t, d.importNobody(t.Context(), t.TempDir()))
	must(t, d.lookAlikes(t.Context(), lab))
	s, err := NewDockerSite(t.Context(), lab, program(t), t.TempDir(), d)
	must(t, err)
	t.Cleanup(s.wire.Close)
	return s
}

// TestRealLab lets a fault meet a request in each part of the life of a lab that really runs, so often as there is time.
func TestRealLab(t *testing.T) {
	host, repository := dockerHost(t), os.Getenv("KAASLAB_RECORD_REPOSITORY")
	if repository == "" {
		t.Skip("make record-docker runs it, on a daemon that has the images")
	}
	ledger, err := OpenLedger(kept("docker.jsonl"))
	must(t, err)
	defer ledger.Close()
	s := dockerSite(t, host)
	s.patient = 15 * time.Minute
	courses, err := s.Live(t.Context(), lifeOf(strings.ReplaceAll(realLab, "REPOSITORY", repository)))
	must(t, err)
	number := cmp.Or(*seed, rand.Uint64())
	t.Logf("-seed %d", number)
	r, end := rand.New(rand.NewPCG(number, 0)), time.Now().Add(*until)
	for time.Now().Before(end) {
		var points []Point
		for _, course := range courses {
			all := course.Points()
			points = append(points, all[r.IntN(len(all))])
		}
		outcomes, err := s.Endure(t.Context(), courses, points)
		for _, o := range outcomes {
			must(t, ledger.Add(o))
			t.Logf("%s (%s): %d %s", o.Point, o.Request, o.Code, o.Wrong)
		}
		must(t, err)
	}
	publish(t, DockerSection(origin(), ledger.Outcomes()))
}
