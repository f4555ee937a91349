package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/live"
	"github.com/kaaslab/kaaslab/internal/cli/record"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/timeline"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// runOptions say how a plan is run.
type runOptions struct {
	parallel int
	timeout  time.Duration
	wait     bool
	timeline string // where it is drawn; nowhere if empty
}

// execution is an apply or destroy under way: what stops it, and where it is shown.
type execution struct {
	*session
	*operation.Run
	options  runOptions
	started  time.Time
	declined error           // what the answer to the question came to
	lines    *view.JSONLines // only with -o jsonl
	log      *logFile
	record   *record.Writer
	timeline *timeline.Timeline // only with --timeline
}

// newExecution listens to signals from now on, and starts the clock of --timeout. A reader who goes away ends no run.
func (s *session) newExecution(ctx context.Context, command string, options runOptions, output string) (*execution, func()) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	stop, kill, release := s.signals(ctx)
	stop, endTimeout := withTimeout(stop, options.timeout)
	r := &execution{session: s, Run: s.NewRun(stop, kill, command), options: options, started: time.Now(), log: &logFile{path: s.Dir.Log()}}
	r.Parallel, r.NoWait, r.Grace = options.parallel, !options.wait, s.grace
	r.Show, r.Perform = func(plan *planner.Plan) { r.showPlan(plan, s.File) }, r.execute
	r.record = record.NewWriter(s.Dir.Record(), command)
	if options.timeline != "" {
		r.timeline = timeline.New(fmt.Sprintf("%s of lab %s", command, s.Spec.Name))
	}
	r.Close = func() { r.log.Close(); r.record.Close() }
	if output == outputLines {
		r.lines = view.NewJSONLines(s.out)
	}
	return r, func() { r.Release(); endTimeout(); release(); r.Close() }
}

// confirmed asks for a word, unless the command line has said yes.
func (r *execution) confirmed(yes bool, question, word string) error {
	r.declined = r.confirm(r, yes, question, word)
	return r.declined
}

// ended tells how the run ended. An answer that is no yes ends it of its own.
func (r *execution) ended(err error) error {
	if r.declined != nil {
		return err
	}
	return ended(r.Stop, err)
}

// showPlan shows the plan before it runs. Machines that read events get the steps from them.
func (r *execution) showPlan(plan *planner.Plan, file string) {
	if r.lines == nil {
		_ = view.PlanText(r.err, r.outward.Plan(plan), file, false, view.StyleFor(r.err))
		fmt.Fprintln(r.err)
	}
}

// say writes the result for people, if there are any. Machines get it with finish.
func (r *execution) say(text string) {
	if r.lines == nil {
		fmt.Fprintln(r.out, printable.Text(text))
	}
}

func (r *execution) finish(err error, code int, elapsed time.Duration) {
	result := r.outward.Result(view.Result{Lab: r.Spec.Name, ExitCode: code, Err: err, Elapsed: elapsed})
	r.record.Finish(result)
	if r.lines != nil {
		r.lines.Finish(result)
	}
}

// execute runs the plan. What happens is told until the run is over: then failures are said, and nothing comes between.
func (r *execution) execute(plan *planner.Plan) error {
	looks := r.outward.Plan(plan)
	shown, end := r.show(looks)
	defer end()
	logged := view.NewLogLines(r.log)
	progress := view.Together(append(r.drawing(looks), shown, logged, r.record, view.NewEstimates(looks, r.started, shown, logged))...)
	stopping := sync.OnceFunc(func() { tellStopping(shown) })
	telling := &telling{}
	r.record.Begin(looks, time.Now())
	endTicks := every(frame, func(now time.Time) {
		telling.say(func() {
			if r.Stop.Err() != nil {
				stopping()
			}
			progress.Tick(now)
		})
	})
	err := r.Execute(plan, func(e executor.Event) { telling.say(func() { progress.Event(r.outward.Event(e)) }) })
	telling.end()
	endTicks()
	end()
	return r.sayFailures(plan, err)
}

func tellStopping(shown view.Progress) {
	if stopper, listens := shown.(view.Stopper); listens {
		stopper.Stopping()
	}
}

// frame is how often a picture is drawn.
const frame = 100 * time.Millisecond

// show chooses how the run is shown: to machines, in a picture where there is a terminal for it, or line by line.
func (r *execution) show(plan *planner.Plan) (shown view.Progress, end func()) {
	style := view.StyleFor(r.err)
	terminal, isTerminal := r.err.(*os.File)
	switch {
	case r.lines != nil:
		return r.lines, func() {}
	case !isTerminal || !view.CanBeDrawnOn(terminal) || !live.Possible(terminal):
		return view.NewPlain(r.err, style, r.started), func() {}
	}
	p := newPicture(terminal, plan, style, r.started)
	return p, sync.OnceFunc(p.close)
}

// telling keeps lines whole, which events of many steps and ticks of a clock make, and ends them: a step that was given up may
// still have something to say.
type telling struct {
	mu   sync.Mutex
	over bool
}

func (t *telling) say(what func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.over {
		what()
	}
}

// end returns when what is being said has been said, and lets nothing more through.
func (t *telling) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
}

// every does something again and again, until it is told to end, which returns when nothing is being done any more.
func every(pause time.Duration, do func(time.Time)) (end func()) {
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(pause)
		defer ticker.Stop()
		for {
			select {
			case now := <-ticker.C:
				do(now)
			case <-over:
				return
			}
		}
	}()
	return func() { close(over); <-ended }
}

// logFile opens the lab's log with the first line: a run that does nothing leaves no file.
type logFile struct {
	path string
	file *os.File
}

// Write appends to the log. A log that cannot be written is no reason to leave a lab half built.
func (l *logFile) Write(line []byte) (int, error) {
	if l.file == nil {
		file, err := statedir.OpenLog(l.path)
		if err != nil {
			return 0, fault.Wrap(fault.StateFiles, err)
		}
		l.file = file
	}
	return l.file.Write(line)
}

// Close closes the log. A later line would open it again, if its directory is still there.
func (l *logFile) Close() {
	if l.file != nil {
		_ = l.file.Close()
		l.file = nil
	}
}
