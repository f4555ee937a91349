package statedir_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/internal/statedir"
)

const holderEnv = "KAASLAB_TEST_HOLD_LOCK"

// TestMain makes the test binary a holder of a lock when a test starts it as one.
func TestMain(m *testing.M) {
	if lab := os.Getenv(holderEnv); lab != "" {
		os.Exit(hold(lab))
	}
	os.Exit(m.Run())
}

// hold takes the lock, says so, and keeps it until its input ends.
func hold(lab string) int {
	dir, err := statedir.For(lab)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	lock, err := dir.Lock("kaaslab destroy")
	if err != nil {
		fmt.Println(err)
		return 4
	}
	fmt.Println("held")
	os.Stdin.Read(make([]byte, 1))
	if err := errors.Join(dir.Remove(), lock.Unlock()); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// startHolder starts another process and returns it with the first line that it says.
func startHolder(t *testing.T) (holder *exec.Cmd, said string, release func()) {
	t.Helper()
	holder = exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), holderEnv+"=demo")
	stdin, errIn := holder.StdinPipe()
	stdout, errOut := holder.StdoutPipe()
	if err := errors.Join(errIn, errOut, holder.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { holder.Process.Kill(); holder.Wait() })
	said, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return holder, strings.TrimSpace(said), func() { stdin.Close(); holder.Wait() }
}

func TestLockIsHeldByAnotherProcess(t *testing.T) {
	dir := demo(t)
	holder, said, release := startHolder(t)
	if said != "held" {
		t.Fatal(said)
	}
	_, err := dir.Lock("kaaslab apply")
	var held *statedir.Held
	if !errors.As(err, &held) {
		t.Fatalf("got %v, want a *Held", err)
	}
	if held.PID != holder.Process.Pid || held.Command != "kaaslab destroy" || time.Since(held.Started) > time.Minute {
		t.Errorf("held by %+v, want pid %d", held, holder.Process.Pid)
	}
	want := regexp.MustCompile(`^lab "demo" is being changed by "kaaslab destroy" \(pid \d+, since (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\); wait for it or stop it$`)
	if !want.MatchString(err.Error()) {
		t.Errorf("message is %q", err)
	}
	release()
	mustLock(t, dir)
}

func mustLock(t *testing.T, dir statedir.Dir) *statedir.Lock {
	t.Helper()
	lock, err := dir.Lock("kaaslab apply")
	if err != nil {
		t.Fatal(err)
	}
	return lock
}

func TestDeadHolderDoesNotBlock(t *testing.T) {
	dir := demo(t)
	holder, _, _ := startHolder(t)
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	holder.Wait()
	if text, err := os.ReadFile(filepath.Join(dir.Path(), "lock")); err != nil || !strings.Contains(string(text), "destroy") {
		t.Fatalf("the dead holder's lock file is not there: %q, %v", text, err)
	}
	defer mustLock(t, dir).Unlock()
	if _, said, _ := startHolder(t); !strings.Contains(said, fmt.Sprintf("(pid %d, ", os.Getpid())) {
		t.Errorf("the other process says %q, want this one's pid", said)
	}
}

// TestLockAfterRemove: what was locked before a destroy is no lock any more, and does not keep the next one from it.
func TestLockAfterRemove(t *testing.T) {
	dir := demo(t)
	first := mustLock(t, dir)
	if err := dir.Remove(); err != nil {
		t.Fatal(err)
	}
	second := mustLock(t, dir)
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.Lock("kaaslab plan"); err == nil {
		t.Error("the end of the old lock took the new one away")
	}
	if err := second.Unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestUnlockLeavesNothingUnused(t *testing.T) {
	dir := demo(t)
	if err := mustLock(t, dir).Unlock(); err != nil {
		t.Fatal(err)
	}
	if dir.Exists() {
		t.Error("a lock that was taken for nothing leaves a directory")
	}
	lock := mustLock(t, dir)
	if err := dir.WriteFile(dir.Log(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	mustContainOnly(t, dir.Path(), "kaaslab.log", "lock")
}

// TestOneHolderAtATime lets many take the lock, change the lab, and half of the time remove everything.
func TestOneHolderAtATime(t *testing.T) {
	dir := demo(t)
	var holders, turns atomic.Int32
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			for range 50 {
				lock, err := dir.Lock("kaaslab apply")
				if err != nil {
					mustBeHeld(t, err)
					continue
				}
				turns.Add(1)
				if holders.Add(1) != 1 {
					t.Error("two hold the lock")
				}
				holders.Add(-1) // Remove ends with the removal of the lock
				if n%2 == 0 {
					err = dir.Remove()
				}
				if err := errors.Join(err, lock.Unlock()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if turns.Load() == 0 {
		t.Error("nobody got the lock")
	}
}

func mustBeHeld(t *testing.T, err error) {
	var held *statedir.Held
	if !errors.As(err, &held) {
		t.Error(err)
	}
}

// TestHolderOnlyLooks: who asks who holds the lock keeps nobody from taking it, and makes no file.
func TestHolderOnlyLooks(t *testing.T) {
	dir := demo(t)
	if held, known := dir.Holder(); known || dir.Exists() {
		t.Fatalf("nobody is %+v, and the directory exists: %v", held, dir.Exists())
	}
	holder, said, release := startHolder(t)
	if said != "held" {
		t.Fatal(said)
	}
	if held, known := dir.Holder(); !known || held.PID != holder.Process.Pid || held.Command != "kaaslab destroy" {
		t.Errorf("the holder is %+v, %v", held, known)
	}
	release()
	if held, known := dir.Holder(); known {
		t.Errorf("after the lock was given back the holder is %+v", held)
	}
}
