package kube

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Pods is the resource of Pods.
var Pods = Resource{Version: "v1", Kind: "Pod", Plural: "pods", Namespaced: true}

// pod is what is read of a pod to tell why it is not ready.
type pod struct {
	Metadata Meta `json:"metadata"`
	Status   struct {
		Phase          string      `json:"phase"`
		Conditions     Conditions  `json:"conditions"`
		InitContainers []container `json:"initContainerStatuses"`
		Containers     []container `json:"containerStatuses"`
	} `json:"status"`
}

// container is the state of a container in a pod.
type container struct {
	Name     string         `json:"name"`
	Ready    bool           `json:"ready"`
	Restarts int            `json:"restartCount"`
	State    containerState `json:"state"`
	Last     containerState `json:"lastState"` // before it was restarted
}

type containerState struct {
	Waiting *struct {
		Reason  string `json:"reason"`
		Message string `json:"message"`
	} `json:"waiting"`
	Running    *struct{} `json:"running"`
	Terminated *struct {
		Reason   string `json:"reason"`
		Message  string `json:"message"`
		ExitCode int    `json:"exitCode"`
	} `json:"terminated"`
}

// trouble says in a few words what keeps the pod from being ready, or nothing. One that is on its way out, or has done its
// work, is in no trouble.
func (p *pod) trouble() string {
	if p.Metadata.DeletionTimestamp != "" || p.Status.Phase == "Succeeded" || p.Status.Conditions.IsTrue("Ready") {
		return ""
	}
	for _, c := range p.containers() {
		if text := c.trouble(); text != "" {
			return c.Name + " " + text
		}
	}
	if scheduled, found := p.Status.Conditions.Get("PodScheduled"); found && scheduled.Status != "True" {
		why, _, _ := strings.Cut(FirstLine(scheduled.Message), ". ") // then come what preemption would do, and the like
		return "no node takes it: " + why
	}
	return "is not ready"
}

func (p *pod) containers() []container {
	return slices.Concat(p.Status.InitContainers, p.Status.Containers)
}

func (c *container) trouble() string {
	switch {
	case c.Ready:
		return ""
	case c.State.Waiting != nil:
		text := cmp.Or(c.State.Waiting.Reason, "is waiting") + c.crash()
		if message := FirstLine(c.State.Waiting.Message); message != "" {
			text += ": " + message
		}
		return text
	case c.State.Terminated != nil && c.State.Terminated.ExitCode != 0:
		return "has ended" + c.State.ended()
	case c.State.Running != nil:
		return "runs and is not ready" + c.crash()
	}
	return ""
}

// crash tells how often the container ended, and how the last time.
func (c *container) crash() string {
	if c.Restarts == 0 {
		return ""
	}
	return fmt.Sprintf(" after %d restarts%s", c.Restarts, c.Last.ended())
}

func (s containerState) ended() string {
	if s.Terminated == nil {
		return ""
	}
	return fmt.Sprintf(" (exit code %d, %s)", s.Terminated.ExitCode, cmp.Or(s.Terminated.Reason, "for no reason that is known"))
}

// talker is the container that may have written why: one that runs, or did.
func (p *pod) talker() (container, bool) {
	for _, c := range p.containers() {
		if !c.Ready && c.trouble() != "" && (c.Restarts > 0 || c.State.Waiting == nil) {
			return c, true
		}
	}
	return container{}, false
}

// lastLines are those of the container before it was restarted, or as it is now. A log that cannot be had explains nothing.
func (p *pod) lastLines(ctx context.Context, c *Client) []string {
	talker, _ := p.talker()
	at := path.Join("/api/v1/namespaces", p.Metadata.Namespace, "pods", p.Metadata.Name, "log")
	text, err := c.Fetch(ctx, at, map[string]string{
		"container": talker.Name, "previous": strconv.FormatBool(talker.State.Waiting != nil), "tailLines": strconv.Itoa(mostExplained),
	})
	if err != nil || len(strings.TrimSpace(string(text))) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// selector writes labels as the server takes them.
func selector(labels map[string]string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		parts = append(parts, key+"="+labels[key])
	}
	return strings.Join(parts, ",")
}
