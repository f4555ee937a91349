package kube

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/executor"
)

// Deployments is the resource of Deployments.
var Deployments = Resource{Group: "apps", Version: "v1", Kind: "Deployment", Plural: "deployments", Namespaced: true}

// Deployment is what is read of a Deployment to judge it.
type Deployment struct {
	Metadata Meta `json:"metadata"`
	Spec     struct {
		Replicas *int `json:"replicas"`
		Selector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"selector"`
	} `json:"spec"`
	Status struct {
		ObservedGeneration int64      `json:"observedGeneration"`
		Updated            int        `json:"updatedReplicas"`
		Available          int        `json:"availableReplicas"`
		Conditions         Conditions `json:"conditions"`
	} `json:"status"`
}

// WaitsFor says what keeps the Deployment from being available in its newest form, or nothing. One that is scaled to
// nothing, as an upgrade that was cut short leaves it, is not available: nobody does its work.
func (d *Deployment) WaitsFor() string {
	name, wanted := Deployments.Describe(d.Metadata.Namespace, d.Metadata.Name), d.wanted()
	switch {
	case d.Metadata.DeletionTimestamp != "":
		return name + " is being deleted"
	case wanted == 0:
		return name + " is scaled to nothing"
	case d.Status.ObservedGeneration < d.Metadata.Generation:
		return name + " is not taken in yet"
	case d.Status.Updated < wanted:
		return fmt.Sprintf("%s: %d of %d up to date%s", name, d.Status.Updated, wanted, d.reason())
	case d.Status.Available < wanted:
		return fmt.Sprintf("%s: %d of %d available%s", name, d.Status.Available, wanted, d.reason())
	}
	return ""
}

// Idle reports whether the Deployment is scaled to nothing.
func (d *Deployment) Idle() bool { return d.wanted() == 0 }

// wanted is 1 where nothing is said, as Kubernetes takes it.
func (d *Deployment) wanted() int {
	if d.Spec.Replicas == nil {
		return 1
	}
	return *d.Spec.Replicas
}

// reason is what the Deployment's own controller says.
func (d *Deployment) reason() string {
	for name, bad := range map[string]string{"ReplicaFailure": "True", "Progressing": "False"} {
		if c, found := d.Status.Conditions.Get(name); found && c.Status == bad {
			return ": " + FirstLine(c.Message)
		}
	}
	return ""
}

// ExplainDeployment tells why a Deployment is not available: its conditions, what keeps its pods from being ready, the last
// lines of one that crashed, and its events.
func ExplainDeployment(ctx context.Context, c *Client, d *Deployment) (executor.Account, error) {
	namespace, name := d.Metadata.Namespace, d.Metadata.Name
	account := executor.Account{Describe: "-n " + namespace + " deployment " + name}
	if err := explainObject(ctx, c, Deployments, namespace, name, &account); err != nil {
		return account, err
	}
	pods, err := ExplainPods(ctx, c, Query{Namespace: namespace, Labels: selector(d.Spec.Selector.MatchLabels)})
	account.Pods, account.Log = pods.Pods, pods.Log
	return account, err
}

// ExplainPods tells what keeps pods from being ready, and the last lines of the first that says why.
func ExplainPods(ctx context.Context, c *Client, of Query) (executor.Account, error) {
	var account executor.Account
	var talker *pod
	_, err := List(ctx, c, Pods, of, func(p *pod) {
		trouble := p.trouble()
		if trouble == "" || len(account.Pods) == mostExplained {
			return
		}
		account.Pods = append(account.Pods, p.Metadata.Name+": "+trouble)
		if _, talks := p.talker(); talks && talker == nil {
			talker = p
		}
	})
	if err == nil && talker != nil {
		account.Log = talker.lastLines(ctx, c)
	}
	return account, err
}
