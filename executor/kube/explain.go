package kube

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
)

// mostExplained is how many conditions, and how many events, are told of an object. There are programs that show them all.
const mostExplained = 4

// Events are what controllers report.
var Events = Resource{Version: "v1", Kind: "Event", Plural: "events", Namespaced: true}

// explained is what is read of an object in order to explain it.
type explained struct {
	Status struct {
		Conditions []datedCondition `json:"conditions"`
	} `json:"status"`
}

type datedCondition struct {
	Condition
	Changed string `json:"lastTransitionTime"`
}

// Event is what a controller reported of an object. Kubernetes has two generations of its fields.
type Event struct {
	Metadata      Meta   `json:"metadata"`
	LastTimestamp string `json:"lastTimestamp"`
	EventTime     string `json:"eventTime"`
	Count         int    `json:"count"`
	Type          string `json:"type"`
	Reason        string `json:"reason"`
	Message       string `json:"message"`
	Object        struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
	} `json:"involvedObject"`
}

// Time is when it was reported last.
func (e Event) Time() string { return cmp.Or(e.LastTimestamp, e.EventTime) }

// Explain tells the conditions of an object that are not as they should be, and the last events of it and of what was made
// from it, which has a name that begins with its own. An object that is not there has events all the same, and cannot be
// described.
func Explain(ctx context.Context, a *Access, of Resource, namespace, name string) (executor.Account, error) {
	client, err := a.Client()
	if err != nil {
		return executor.Account{}, err
	}
	var account executor.Account
	err = explainObject(ctx, client, of, namespace, name, &account)
	return account, err
}

func explainObject(ctx context.Context, client *Client, of Resource, namespace, name string, into *executor.Account) error {
	var object explained
	err := client.Get(ctx, of, namespace, name, &object)
	if err != nil && !IsNotFound(err) {
		return err
	}
	if err == nil && into.Describe == "" {
		into.Describe = strings.ToLower(of.Kind) + " " + name
		if namespace != "" && namespace != Namespace {
			into.Describe = "-n " + namespace + " " + into.Describe
		}
	}
	into.Conditions = blockingConditions(object.Status.Conditions)
	into.Events, err = lastEvents(ctx, client, namespace, name)
	return err
}

// blockingConditions lists what is not as it should be, the latest change first.
func blockingConditions(conditions []datedCondition) []string {
	slices.SortStableFunc(conditions, func(a, b datedCondition) int { return cmp.Compare(b.Changed, a.Changed) })
	var blocking []string
	for _, c := range conditions {
		if c.asItShouldBe() || len(blocking) == mostExplained {
			continue
		}
		blocking = append(blocking, fmt.Sprintf("%s is %s: %s", c.Type, c.Status, FirstLine(cmp.Or(c.Message, c.Reason))))
	}
	return blocking
}

// unwanted are the conditions of Cluster API and of Deployments that should not be true.
var unwanted = []string{"Deleting", "Paused", "RollingOut", "ScalingUp", "ScalingDown", "Remediating", "ReplicaFailure"}

func (c datedCondition) asItShouldBe() bool {
	if slices.Contains(unwanted, c.Type) {
		return c.Status == "False"
	}
	return c.Status == "True"
}

func lastEvents(ctx context.Context, client *Client, namespace, name string) ([]string, error) {
	var about []Event
	_, err := List(ctx, client, Events, Query{Namespace: namespace}, func(e *Event) {
		if e.Object.Name == name || strings.HasPrefix(e.Object.Name, name+"-") {
			about = append(about, *e)
		}
	})
	slices.SortStableFunc(about, func(a, b Event) int { return cmp.Compare(a.Time(), b.Time()) })
	var last []string
	for _, e := range about[max(0, len(about)-mostExplained):] {
		last = append(last, fmt.Sprintf("%s %s %s/%s: %s", e.Time(), e.Reason, e.Object.Kind, e.Object.Name, FirstLine(e.Message)))
	}
	return last, err
}
