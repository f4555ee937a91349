package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/creack/pty"
)

const (
	width, height = 100, 30

	// prompted is what the shell writes before its prompt, and terminals do not show: the last command has ended.
	prompted = "\x1b]133;A\x07"

	keystroke = 100 * time.Millisecond
	reading   = 4 * time.Second  // of what a command printed, before the next is typed
	longest   = 10 * time.Minute // a command may take
)

// terminal is a shell in a pseudo-terminal, and what it has printed so far.
type terminal struct {
	file   *os.File
	began  time.Time
	output chan []byte
	cast   *cast
	unread []byte
}

// record types commands into a shell in an empty directory, each when the one before has ended.
func record(programs string, commands []string) (*cast, error) {
	home, err := os.MkdirTemp("", "recording")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	term, err := open(programs, home)
	if err != nil {
		return nil, err
	}
	defer term.file.Close()
	for _, command := range append(commands, "exit") {
		if err := term.await(prompted); err != nil {
			return nil, fmt.Errorf("before %s: %w", command, err)
		}
		if command == "exit" {
			break
		}
		if err := term.enter(command); err != nil {
			return nil, err
		}
	}
	return term.cast.without(home), nil
}

func open(programs, home string) (*terminal, error) {
	path, err := filepath.Abs(programs)
	if err != nil {
		return nil, err
	}
	shell := exec.Command("bash", "--norc", "--noprofile")
	shell.Dir = home
	shell.Env = []string{
		"HOME=" + home, "PATH=" + path + ":" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8",
		"PS1=" + `\[\e]133;A\a\]` + `\[\e[1;32m\]$\[\e[0m\] `,
	}
	file, err := pty.StartWithSize(shell, &pty.Winsize{Cols: width, Rows: height})
	if err != nil {
		return nil, err
	}
	term := &terminal{
		file: file, began: time.Now(), output: make(chan []byte),
		cast: &cast{header: header{Version: 2, Width: width, Height: height, Title: "kaaslab"}},
	}
	go term.read()
	return term, nil
}

func (t *terminal) read() {
	defer close(t.output)
	for buffer := make([]byte, 1<<16); ; {
		n, err := t.file.Read(buffer)
		if n > 0 {
			t.output <- bytes.Clone(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}

// await records until something is printed.
func (t *terminal) await(what string) error {
	for limit := time.After(longest); ; {
		if _, after, found := bytes.Cut(t.unread, []byte(what)); found {
			t.unread = after
			return nil
		}
		select {
		case text, more := <-t.output:
			if !more {
				return fmt.Errorf("the shell ended")
			}
			t.unread = append(t.unread, text...)
			t.cast.events = append(t.cast.events, event{time.Since(t.began), string(text)})
		case <-limit:
			return fmt.Errorf("nothing within %s", longest)
		}
	}
}

// enter types a command as a person does, so that the recording can be followed.
func (t *terminal) enter(command string) error {
	<-time.After(reading)
	keys := time.NewTicker(keystroke)
	defer keys.Stop()
	for _, key := range command + "\r" {
		if _, err := t.file.WriteString(string(key)); err != nil {
			return err
		}
		if key != '\r' {
			if err := t.await(string(key)); err != nil { // the terminal echoes it
				return err
			}
		}
		<-keys.C
	}
	return nil
}

// without hides the directory in which the session was recorded.
func (c *cast) without(home string) *cast {
	for i := range c.events {
		c.events[i].text = strings.ReplaceAll(strings.ReplaceAll(c.events[i].text, home, "~"), prompted, "")
	}
	return c
}
