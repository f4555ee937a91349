package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/internal/bundle/bundletest"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// cmdAnswer is what somebody at a terminal types from now on.
func cmdAnswer(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	s.asks, s.answer = true, strings.Join(args, " ")+"\n"
}

// cmdHold takes the lab's lock as another run would, until the script ends.
func cmdHold(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.Setenv("XDG_STATE_HOME", ts.Getenv("XDG_STATE_HOME")))
	dir, err := statedir.For(args[0])
	ts.Check(err)
	lock, err := dir.Lock("kaaslab apply")
	ts.Check(err)
	ts.Defer(func() { _ = lock.Unlock() })
}

// cmdUnpack writes the files of an archive into a directory.
func cmdUnpack(ts *testscript.TestScript, _ bool, args []string) {
	files, err := bundletest.Read(ts.MkAbs(args[0]))
	ts.Check(err)
	for name, text := range files {
		path := filepath.Join(ts.MkAbs(args[1]), name)
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
		ts.Check(os.WriteFile(path, []byte(text), 0o600))
	}
}

// cmdAppend adds the text of a file to the end of another.
func cmdAppend(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_WRONLY, 0)
	ts.Check(err)
	defer file.Close()
	_, err = file.WriteString(ts.ReadFile(args[1]))
	ts.Check(err)
}

// cmdCut takes bytes off the end of a file.
func cmdCut(ts *testscript.TestScript, _ bool, args []string) {
	bytes, err := strconv.Atoi(args[1])
	ts.Check(err)
	content := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(content[:len(content)-bytes]), 0o600))
}

// cmdWorld changes the World behind kaaslab's back, or prints it.
func cmdWorld(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	fmt.Fprint(ts.Stdout(), "") // so that nothing is what a script sees when nothing is printed
	verb := worldVerbs[args[0]]
	if verb == nil {
		ts.Fatalf("the world knows no %q", args[0])
	}
	verb(ts, s, args[1:])
}

var worldVerbs = map[string]func(*testscript.TestScript, *stage, []string){
	"owned": func(ts *testscript.TestScript, s *stage, args []string) {
		for _, id := range s.world.Owned(args[0]) {
			fmt.Fprintln(ts.Stdout(), id)
		}
	},
	"break": func(_ *testscript.TestScript, s *stage, args []string) {
		s.world.Break(id(args[0]), strings.Join(args[1:], " "))
	},
	"relapse": func(ts *testscript.TestScript, s *stage, args []string) { // ID TIMES DETAIL: each time that it was brought up
		times, err := strconv.Atoi(args[1])
		ts.Check(err)
		s.relapse = &relapse{of: id(args[0]), times: times, detail: strings.Join(args[2:], " ")}
	},
	"waits": func(ts *testscript.TestScript, s *stage, _ []string) {
		for _, lab := range s.waits {
			fmt.Fprintln(ts.Stdout(), lab)
		}
	},
	"stop":   func(_ *testscript.TestScript, s *stage, args []string) { s.world.Stop(id(args[0])) },
	"remove": func(_ *testscript.TestScript, s *stage, args []string) { s.world.Remove(id(args[0])) },
	"block": func(_ *testscript.TestScript, s *stage, args []string) {
		s.world.Block(fake.AwaitReady, id(args[0]))
	},
	"unblock": func(_ *testscript.TestScript, s *stage, args []string) {
		s.world.Unblock(fake.AwaitReady, id(args[0]))
	},
	"fail": func(_ *testscript.TestScript, s *stage, args []string) {
		s.world.Fail(fake.Op(args[0]), id(args[1]), 1, executor.Final(fmt.Errorf("%s", strings.Join(args[2:], " "))))
	},
	"add": func(_ *testscript.TestScript, s *stage, args []string) {
		theirs := planner.WorkloadClusterResource(id(args[0]).Name, planner.WorkloadCluster{ClusterClass: "theirs"})
		theirs.Within = id("managementCluster/demo-management")
		s.world.Add(theirs, args[1])
	},
	"elsewhere": func(_ *testscript.TestScript, s *stage, args []string) { // LAB USER HOST FILE
		s.world.Drift(planner.IdentityID(args[0]), planner.Identity{
			ID: "fedcba9876543210", User: args[1], Host: args[2], File: args[3], Made: "2026-11-27T09:00:00Z",
		})
	},
	"unmark": func(_ *testscript.TestScript, s *stage, args []string) { s.world.Unmark(id(args[0])) },
	"interrupt": func(_ *testscript.TestScript, s *stage, args []string) {
		s.interrupt = planner.ID{}
		if len(args) > 0 {
			s.interrupt = id(args[0])
			s.world.Block(fake.AwaitReady, s.interrupt)
		}
	},
	"browsed": func(ts *testscript.TestScript, s *stage, _ []string) {
		for _, address := range s.browsed {
			fmt.Fprintln(ts.Stdout(), address)
		}
	},
	"find": func(_ *testscript.TestScript, s *stage, args []string) { // CHECK VERDICT FOUND REMEDY, or nothing
		s.findings = nil
		for ; len(args) > 3; args = args[4:] {
			s.findings = append(s.findings, executor.Finding{Check: args[0], Verdict: executor.Verdict(args[1]), Found: args[2], Remedy: args[3]})
		}
	},
	"docker":   func(_ *testscript.TestScript, s *stage, _ []string) { s.docker = true },
	"onDocker": func(_ *testscript.TestScript, s *stage, args []string) { s.onDocker = args },
	"settle":   func(_ *testscript.TestScript, s *stage, _ []string) { s.world.Settle() },
}

// relapse is what breaks when somebody looks at it the first time after it was brought up, as many times as that is done.
type relapse struct {
	mu     sync.Mutex
	of     planner.ID
	detail string
	times  int
	up     bool
}

func (r *relapse) meets(op fake.Op, id planner.ID, world *fake.World) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case op == fake.AwaitReady && id == r.of:
		r.up = true
	case op == fake.Observe && id.Kind == r.of.Kind && r.up && r.times > 0:
		r.up, r.times = false, r.times-1
		world.Break(r.of, r.detail)
	}
}

func id(text string) planner.ID {
	id, ok := planner.ParseID(text)
	if !ok {
		panic("no ID: " + text)
	}
	return id
}
