package kube

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
)

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
