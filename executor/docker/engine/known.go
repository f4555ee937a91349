package engine

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// Remembering makes the daemon one that notes in the lab's directory what the lab has on it.
func (e *Engine) Remembering(dir statedir.Dir) *Engine {
	e.dir = &dir
	return e
}

// Look returns the daemon to observe a lab on. A lab that does without Docker may be on a machine that has none: then there is
// no daemon and no error, unless the lab has made something on Docker before. What cannot be seen is not gone.
func (e *Engine) Look(ctx context.Context, needed bool) (API, error) {
	api, err := e.API(ctx)
	if ctx.Err() != nil {
		return nil, err
	}
	if err == nil {
		if err := e.notAnother(ctx, api); err != nil {
			return nil, err
		}
		return api, nil
	}
	if needed {
		return nil, err
	}
	known, unreadable := e.known()
	switch {
	case unreadable != nil:
		return nil, unreadable
	case len(known) == 0:
		return nil, nil
	}
	return nil, executor.Final(fault.Errorf(fault.Of(err), "nobody can tell whether %s, which the lab made on Docker, is still there: %w (if it is gone for certain, remove %s)",
		theseOf(known), err, e.dir.DockerNote()))
}

// Premise finds out whether what is on the daemon can be the lab's at all. It returns why not, or nothing.
type Premise func(ctx context.Context, e *Engine) (reason string, err error)

// Provided makes the daemon one on which nothing of a lab is looked at before the premise holds.
func (e *Engine) Provided(premise Premise) *Engine {
	e.premise = premise
	return e
}

// LookInto returns the daemon to observe what the lab's management cluster has made there. Where that works on another daemon, the
// error is an *executor.Apart, or there is neither daemon nor error for a lab that has nothing on Docker.
func (e *Engine) LookInto(ctx context.Context, needed bool) (API, error) {
	api, err := e.Look(ctx, needed)
	if api == nil || err != nil || e.premise == nil {
		return api, err
	}
	reason, err := e.premise(ctx, e)
	switch known, unreadable := e.known(); {
	case err != nil || unreadable != nil:
		return nil, errors.Join(err, unreadable)
	case reason == "":
		return api, nil
	case needed || len(known) > 0:
		return nil, &executor.Apart{Reason: reason}
	}
	return nil, nil
}

// notAnother: the things of a lab that are on one daemon are not gone because another one is asked.
func (e *Engine) notAnother(ctx context.Context, api API) error {
	known, err := e.known()
	if err != nil || len(known) == 0 {
		return err
	}
	here, err := e.daemon(ctx, api)
	if err != nil {
		return err
	}
	for _, what := range slices.Sorted(maps.Keys(known)) {
		there := known[what]
		if there.Host == "" || there.Host == here.Host || there.ID == here.ID && here.ID != "" {
			continue
		}
		return executor.Final(fault.Errorf(fault.OtherDocker, "%s of the lab is on the Docker daemon at %s, and this is the one at %s; set DOCKER_HOST=%s, or, if what the lab had there is gone for certain, remove %s",
			what, there.Host, here.Host, there.Host, e.dir.DockerNote()))
	}
	return nil
}

func (e *Engine) known() (map[string]statedir.Daemon, error) {
	if e.dir == nil {
		return nil, nil
	}
	return e.dir.OnDocker()
}

func theseOf(known map[string]statedir.Daemon) string {
	return strings.Join(slices.Sorted(maps.Keys(known)), ", ")
}

func (e *Engine) daemon(ctx context.Context, api API) (statedir.Daemon, error) {
	info, err := api.Info(ctx)
	if err != nil {
		return statedir.Daemon{}, fault.Errorf(fault.DockerRequest, "ask the Docker daemon who it is: %w", err)
	}
	return statedir.Daemon{Host: e.Endpoint().Host, ID: info.ID}, nil
}

func (e *Engine) here(ctx context.Context) (statedir.Daemon, error) {
	api, err := e.API(ctx)
	if err != nil {
		return statedir.Daemon{}, err
	}
	return e.daemon(ctx, api)
}

// Note notes that the lab is about to make something on the daemon.
func (e *Engine) Note(ctx context.Context, what planner.ID) error {
	if e.dir == nil {
		return nil
	}
	here, err := e.here(ctx)
	if err != nil {
		return err
	}
	return e.dir.NoteOnDocker(what.String(), here)
}

// Noted lists what is noted of the lab.
func (e *Engine) Noted() ([]string, error) {
	known, err := e.known()
	return slices.Sorted(maps.Keys(known)), err
}

// NoteAll notes that the lab is about to have on the daemon what was noted elsewhere.
func (e *Engine) NoteAll(ctx context.Context, all []string) error {
	here, err := e.here(ctx)
	if err != nil || e.dir == nil {
		return err
	}
	for _, what := range all {
		if err := e.dir.NoteOnDocker(what, here); err != nil {
			return err
		}
	}
	return nil
}

// Forget notes that something of the lab is gone from the daemon.
func (e *Engine) Forget(what planner.ID) error {
	if e.dir == nil {
		return nil
	}
	return e.dir.ForgetOnDocker(what.String())
}

// Settings returns what the last apply knew of the settings of the daemon's kernel.
func (e *Engine) Settings(ctx context.Context) (map[string]int64, error) {
	api, err := e.API(ctx)
	if err != nil || e.dir == nil {
		return nil, err
	}
	here, err := e.daemon(ctx, api)
	if err != nil {
		return nil, err
	}
	return e.dir.Settings(here), nil
}

// NoteSetting notes a setting of the daemon's kernel that an apply has found or left.
func (e *Engine) NoteSetting(ctx context.Context, key string, value int64) error {
	if e.dir == nil {
		return nil
	}
	here, err := e.here(ctx)
	if err != nil {
		return err
	}
	return e.dir.NoteSetting(here, key, value)
}
