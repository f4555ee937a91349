package record

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/internal/poll"
)

// Fate is what comes of something that somebody changed behind kaaslab's back.
type Fate string

// The fates, in the order of the page.
const (
	Mended  Fate = "mended"   // the plan names it, and one apply makes the thing what it was
	Asks    Fate = "asks"     // kaaslab changes nothing, says what it found, and asks
	Theirs  Fate = "theirs"   // the plan does not name it, for it is somebody else's to set
	Refused Fate = "refused"  // the API server does not take it
	Seen    Fate = "seen"     // the plan names it, and one apply does not mend it
	NotSeen Fate = "not seen" // the plan does not name what it ought to
)

// Drift is one thing of a lab, what somebody does to it, and what has to come of that.
type Drift struct {
	Thing, Change string
	Want          Fate
	// Why says why it is not mended.
	Why string

	do   func(context.Context, *Site) error
	look func(context.Context, *Site) (string, error)
}

func (d Drift) String() string { return d.Thing + ": " + d.Change }

// Drifted is what came of a drift.
type Drifted struct {
	Thing, Change, Why string
	Fate, Want         Fate
	Said               string `json:",omitempty"`
}

// Wrong reports whether what came is not what has to.
func (d Drifted) Wrong() bool { return d.Fate != d.Want }

// Begin makes the lab to which drifts are done.
func (s *Site) Begin(ctx context.Context) error {
	for name, content := range driftFiles {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(s.words(content)), 0o600); err != nil {
			return err
		}
	}
	return cmp.Or(s.write(driftLab), s.renew(ctx))
}

// renew makes the lab anew, whatever became of the one before.
func (s *Site) renew(ctx context.Context) error {
	err := poll.Until(ctx, "the end of lab "+s.Lab, between, func(string) {}, func(ctx context.Context) (string, error) {
		own, _, err := Count(ctx, s.client, s.Lab)
		if err != nil || len(own) == 0 {
			return "", err
		}
		return "something is there", cmp.Or(s.release(ctx), s.scrub(ctx))
	})
	return cmp.Or(err, s.clear(), s.must(ctx, apply...), s.must(ctx, "plan", "--detailed-exitcode"))
}

// release takes away what keeps objects from going.
func (s *Site) release(ctx context.Context) error {
	return s.each(ctx, func(of schema.GroupVersionResource, o unstructured.Unstructured) error {
		if len(o.GetFinalizers()) == 0 || of == clusters && isOnlyHeldByClusterAPI(o) {
			return nil
		}
		return s.merge(ctx, of, o, map[string]any{"finalizers": nil})
	})
}

func (s *Site) merge(ctx context.Context, of schema.GroupVersionResource, o unstructured.Unstructured, metadata map[string]any) error {
	body, err := json.Marshal(map[string]any{"metadata": metadata})
	if err != nil {
		return err
	}
	_, err = s.where(of, o).Patch(ctx, o.GetName(), types.MergePatchType, body, metav1.PatchOptions{FieldManager: somebody})
	return err
}

// Suffer does a drift to the lab, looks what comes of it, and makes the lab what it was.
func (s *Site) Suffer(ctx context.Context, d Drift) (Drifted, error) {
	came := Drifted{Thing: d.Thing, Change: d.Change, Why: d.Why, Want: d.Want}
	before, err := d.look(ctx, s)
	if err != nil {
		return came, err
	}
	if err := d.do(ctx, s); apierrors.IsInvalid(err) || apierrors.IsForbidden(err) || apierrors.IsBadRequest(err) {
		came.Fate, came.Said = Refused, err.Error()
		return came, nil
	} else if err != nil {
		return came, fmt.Errorf("%s: %w", d, err)
	}
	if err := s.judge(ctx, d, before, &came); err != nil {
		return came, fmt.Errorf("%s: %w", d, err)
	}
	if came.Fate == Mended {
		return came, nil
	}
	return came, s.renew(ctx)
}

// The exit codes that are no success and no failure.
const (
	changes = 2
	refused = 5
)

// isOthers is the code of what belongs to somebody else.
const isOthers = "[KL2001]"

// judge looks whether the plan sees what was done, and whether an apply mends it.
func (s *Site) judge(ctx context.Context, d Drift, before string, came *Drifted) error {
	code, said, err := s.run(ctx, nil, "plan", "--detailed-exitcode")
	came.Said = strings.ReplaceAll(said, s.Lab, "LAB")
	switch {
	case err != nil:
		return err
	case code == 0 && d.Want == Theirs:
		came.Fate = Theirs
		return nil
	case code == 0 || unexplained(code != changes, said):
		came.Fate = NotSeen // or an error that does not say what to do
		return nil
	case code != changes:
		came.Fate = Asks
		return nil
	}
	code, said, err = s.run(ctx, nil, append(apply[:len(apply):len(apply)], "--timeout", "40s")...)
	came.Said += strings.ReplaceAll(said, s.Lab, "LAB")
	if err != nil || code != 0 {
		came.Fate = map[bool]Fate{true: Asks, false: Seen}[code == refused || strings.Contains(said, isOthers)]
		return err
	}
	code, said, err = s.run(ctx, nil, "plan", "--detailed-exitcode")
	if err != nil {
		return err
	}
	after, err := d.look(ctx, s)
	came.Fate = Mended
	if err != nil || code != 0 || after != before {
		came.Fate = Seen
		came.Said += fmt.Sprintf("%s\nbefore %s\nafter %s (%v)", said, before, after, err)
	}
	return nil
}
