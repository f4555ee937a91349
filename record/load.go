package record

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Load is how many act on labs of one management cluster at once, and what came of it.
type Load struct {
	// Labs are applied from each of so many Machines, which are state directories of their own, while Readers look.
	Labs, Machines, Readers int
	// Done runs ended well, and Held ones said that another one has the lab.
	Done, Held int
	// Reads are the looks of all readers, which ended well or with a code.
	Reads int
	Took  time.Duration
}

// On is the same lab on another machine: with another state directory.
func (s *Site) On(machine int) *Site {
	return &Site{Lab: s.Lab, program: s.program, dir: s.dir, wire: s.wire, client: s.client, machine: fmt.Sprint("-", machine)}
}

var (
	everywhere = []string{"apply", "--yes", "--same-lab"}
	// readings are what readers do, one after the other.
	readings = [][]string{{"plan"}, {"status"}, {"status", "-o", "json"}}
)

// looks are the kinds of readers.
var looks = []func(*Site, context.Context, <-chan struct{}, *atomic.Int64) error{(*Site).follow, (*Site).watch, (*Site).page}

// exitHeld is the exit code of a run that another one keeps from its lab.
const exitHeld = 4

// press applies all labs from all machines at once, among readers. Then each lab has to be what it is after a lone apply.
func press(ctx context.Context, labs []*Site, machines, readers int, want Census) (Load, error) {
	load := Load{Labs: len(labs), Machines: machines, Readers: readers}
	begun, reading := time.Now(), make(chan struct{})
	var done, held, reads atomic.Int64
	var appliers, onlookers sync.WaitGroup
	wrong := make(chan error, len(labs)*machines+readers)
	for i := range len(labs) * machines {
		appliers.Go(func() { wrong <- labs[i%len(labs)].On(i/len(labs)).join(ctx, &done, &held) })
	}
	for i := range readers {
		look := looks[i%len(looks)]
		onlookers.Go(func() { wrong <- look(labs[i%len(labs)].On(machines+i), ctx, reading, &reads) })
	}
	appliers.Wait()
	load.Took = time.Since(begun).Round(time.Second)
	close(reading)
	onlookers.Wait()
	close(wrong)
	for err := range wrong {
		if err != nil {
			return load, err
		}
	}
	load.Done, load.Held, load.Reads = int(done.Load()), int(held.Load()), int(reads.Load())
	for _, s := range labs {
		if err := s.settled(ctx, machines, want); err != nil {
			return load, fmt.Errorf("lab %s after the load: %w", s.Lab, err)
		}
	}
	return load, nil
}

// join is one apply among many.
func (s *Site) join(ctx context.Context, done, held *atomic.Int64) error {
	code, said, err := s.run(ctx, nil, everywhere...)
	switch {
	case err != nil:
		return err
	case code == 0:
		done.Add(1)
	case code == exitHeld && strings.Contains(said, "is being changed by"):
		held.Add(1)
	default:
		return fmt.Errorf("an apply among others ended with %d:\n%s", code, said)
	}
	return nil
}

// watch looks at the lab until the end.
func (s *Site) watch(ctx context.Context, end <-chan struct{}, reads *atomic.Int64) error {
	for i := 0; ; i++ {
		select {
		case <-end:
			return nil
		default:
		}
		code, said, err := s.run(ctx, nil, readings[i%len(readings)]...)
		if err != nil {
			return err
		}
		if unexplained(code != 0, said) || strings.Contains(said, canary) {
			return fmt.Errorf("a reader's %q ended with %d:\n%s", readings[i%len(readings)], code, said)
		}
		reads.Add(1)
	}
}

// follow looks at the lab with `status -w` until the end.
func (s *Site) follow(ctx context.Context, end <-chan struct{}, reads *atomic.Int64) error {
	code, said, err := s.run(ctx, interruptAt(end), "status", "-w")
	reads.Add(1)
	if err == nil && code != 0 || strings.Contains(said, canary) {
		err = fmt.Errorf("`status -w` ended with %d:\n%s", code, said)
	}
	return err
}

func interruptAt(end <-chan struct{}) func(*os.Process) {
	return func(kaaslab *os.Process) {
		go func() {
			<-end
			_ = kaaslab.Signal(os.Interrupt)
		}()
	}
}

// page has the page open, as a browser has, until the end.
func (s *Site) page(ctx context.Context, end <-chan struct{}, reads *atomic.Int64) error {
	cmd := s.command(ctx, "ui", "--print")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	interruptAt(end)(cmd.Process)
	told, err := s.open(ctx, stdout)
	if ended := cmd.Wait(); err == nil {
		err = ended
	}
	reads.Add(int64(told))
	if err == nil && told == 0 {
		err = errors.New("the page was told nothing of the lab")
	}
	if err != nil {
		err = fmt.Errorf("a page of lab %s: %w", s.Lab, err)
	}
	return err
}

// open reads what the page at an address is told until its server ends, and returns how often that was.
func (s *Site) open(ctx context.Context, address io.Reader) (told int, err error) {
	url, err := bufio.NewReader(address).ReadString('\n')
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSpace(url)+"events", nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	for events := newLines(answer.Body); events.Scan(); {
		if strings.Contains(events.Text(), canary) {
			return told, errors.New("a secret is told")
		}
		if strings.HasPrefix(events.Text(), "data:") {
			told++
		}
	}
	return told, nil
}

// settled applies the lab once more from two machines, which has nothing to do in the management cluster.
func (s *Site) settled(ctx context.Context, machines int, want Census) error {
	for _, machine := range []int{0, machines - 1} {
		on := s.On(machine)
		if err := on.must(ctx, everywhere...); err != nil {
			return err
		}
		if err := on.must(ctx, "plan", "--detailed-exitcode"); err != nil {
			return err
		}
	}
	now, _, err := Count(ctx, s.client, s.Lab)
	if different := now.unlike(want); err == nil && len(different) > 0 {
		return fmt.Errorf("it is not as after a lone apply: %s", strings.Join(different, "\n"))
	}
	return err
}

// leave destroys the lab from one machine, and its files on all others.
func (s *Site) leave(ctx context.Context, machines int) error {
	for machine := range machines {
		if err := s.On(machine).must(ctx, "destroy", "--yes", "--same-lab"); err != nil {
			return err
		}
	}
	left, _, err := Count(ctx, s.client, s.Lab)
	if err == nil && len(left) > 0 {
		return fmt.Errorf("destroy has left %v", left)
	}
	return err
}
