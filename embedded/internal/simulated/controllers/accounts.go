package controllers

import (
	"context"
	"fmt"

	"k8s.io/client-go/util/keyutil"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/certificates/rootcacertpublisher"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
	serviceaccounts "k8s.io/kubernetes/pkg/controller/serviceaccount"
	"k8s.io/kubernetes/pkg/serviceaccount"
)

// accounts keeps service accounts with their tokens, what pods need to trust
// the API server, and the roles that are put together of others.
func (c *Controllers) accounts(ctx context.Context) error {
	core := c.full.Core().V1()
	accounts, err := serviceaccounts.NewServiceAccountsController(klog.FromContext(ctx), core.ServiceAccounts(), core.Namespaces(),
		c.kube, serviceaccounts.DefaultServiceAccountsControllerOptions())
	if err != nil {
		return err
	}
	tokens, err := c.tokens(ctx)
	if err != nil {
		return err
	}
	publisher, err := rootcacertpublisher.NewPublisher(core.ConfigMaps(), core.Namespaces(), c.kube, c.config.RootCA)
	if err != nil {
		return err
	}
	c.workers(accounts.Run)
	c.workers(tokens.Run)
	c.workers(publisher.Run)
	c.workers(clusterroleaggregation.NewClusterRoleAggregation(c.full.Rbac().V1().ClusterRoles(), c.kube.RbacV1()).Run)
	return nil
}

func (c *Controllers) tokens(ctx context.Context) (*serviceaccounts.TokensController, error) {
	key, err := keyutil.PrivateKeyFromFile(c.config.ServiceAccountKey)
	if err != nil {
		return nil, fmt.Errorf("key of the service accounts: %w", err)
	}
	generator, err := serviceaccount.JWTTokenGenerator(serviceaccount.LegacyIssuer, key)
	if err != nil {
		return nil, err
	}
	core := c.full.Core().V1()
	return serviceaccounts.NewTokensController(klog.FromContext(ctx), core.ServiceAccounts(), core.Secrets(), c.kube,
		serviceaccounts.TokensControllerOptions{TokenGenerator: generator, RootCA: c.config.RootCA})
}
