package spec

import "regexp"

// SyncMode says how Sveltos keeps an add-on on its clusters.
type SyncMode string

// The sync modes of a profile, as Sveltos names them.
const (
	// SyncContinuous applies changes of the profile to the clusters.
	SyncContinuous SyncMode = "Continuous"
	// SyncContinuousWithDriftDetection also undoes changes made in the clusters.
	SyncContinuousWithDriftDetection SyncMode = "ContinuousWithDriftDetection"
	// SyncOneTime installs once and leaves the add-on alone afterwards.
	SyncOneTime SyncMode = "OneTime"
	// SyncDryRun only reports what would be done.
	SyncDryRun SyncMode = "DryRun"
)

// AddonProfile is a set of add-ons for the clusters that it selects: one Sveltos ClusterProfile, or Profile of a namespace.
type AddonProfile struct {
	// Name of the profile, and of its ClusterProfile or Profile. Names of profiles differ in the whole lab.
	Name string `json:"name" jsonschema:"required,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,minLength=1,maxLength=40,example=cilium" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// Makes the profile a Profile of this namespace, instead of a ClusterProfile: Sveltos then knows no clusters, sets, profiles to depend on, manifests or registry logins but those of the namespace. Clusters of this lab have to be in it. A change replaces the profile.
	Namespace string `json:"namespace,omitempty" jsonschema:"maxLength=63,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,example=team-a" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// The clusters that get the add-ons, by their labels. Only clusters of this lab are selected.
	ClusterSelector Selector `json:"clusterSelector,omitzero" jsonschema:"example={\"matchLabels\": {\"cni\": \"cilium\"}}"`
	// Clusters of this lab that get the add-ons whatever their labels are, by name. They come to those of clusterSelector.
	ClusterRefs []ClusterRef `json:"clusterRefs,omitempty" jsonschema:"maxItems=1000,example=\"one\"" short:"Name"`
	// Sets of clusters that get the add-ons as well, by name: ClusterSets, or Sets of its namespace if the profile has one. They are objects of managementCluster.manifests, or somebody else's, and have as many clusters as their maxReplicas says.
	SetRefs any `json:"setRefs,omitempty" crd:"setRefs" jsonschema:"example=[\"prod\"]"`
	// How the add-ons are kept: Continuous applies changes of the profile, ContinuousWithDriftDetection also undoes changes made in the clusters, OneTime installs once, DryRun only reports.
	SyncMode SyncMode `json:"syncMode,omitempty" jsonschema:"enum=Continuous,enum=ContinuousWithDriftDetection,enum=OneTime,enum=DryRun,default=Continuous,example=Continuous"`
	// Profiles that must be in place on a cluster before this one.
	DependsOn []string `json:"dependsOn,omitempty" jsonschema:"maxItems=100,minLength=1,example=cilium"`
	// Helm charts to install.
	HelmCharts []HelmChart `json:"helmCharts,omitempty" jsonschema:"maxItems=100,example={\"repositoryURL\": \"https://helm.cilium.io\"\\, \"chart\": \"cilium/cilium\"\\, \"version\": \"1.18.4\"\\, \"release\": \"cilium\"}"`
	// Files with Kubernetes objects to apply, relative to the lab file.
	Manifests []Manifest `json:"manifests,omitempty" jsonschema:"example=\"./goldpinger.yaml\"" short:"Path"`
	// Checks that have to pass before Sveltos calls the add-ons deployed: Lua scripts, CEL rules or Jobs, in Sveltos' words. Profiles that depend on this one wait for them.
	ValidateHealths any `json:"validateHealths,omitempty" crd:"validateHealths" jsonschema:"example=[{\"name\": \"ready\"\\, \"featureID\": \"Helm\"\\, \"group\": \"apps\"\\, \"version\": \"v1\"\\, \"kind\": \"Deployment\"\\, \"namespace\": \"web\"}]"`
	// What drift detection leaves alone, by JSON pointers, with syncMode ContinuousWithDriftDetection.
	DriftExclusions any `json:"driftExclusions,omitempty" crd:"driftExclusions" jsonschema:"example=[{\"paths\": [\"/spec/replicas\"]\\, \"target\": {\"kind\": \"Deployment\"}}]"`
	// Patches on everything that the profile installs: strategic merge or JSON patches. Sveltos fills in templates in them.
	Patches any `json:"patches,omitempty" crd:"patches" jsonschema:"example=[{\"target\": {\"kind\": \"Deployment\"\\, \"name\": \"web\"}\\, \"patch\": \"- {op: add\\, path: /metadata/labels/team\\, value: blue}\"}]"`
	// Which profile wins where two install the same: the one with the lower tier. Sveltos takes 100 for those that say none.
	Tier any `json:"tier,omitempty" crd:"tier" jsonschema:"example=50"`
	// Whether Sveltos goes on with the rest where another profile has installed the same.
	ContinueOnConflict any `json:"continueOnConflict,omitempty" crd:"continueOnConflict" jsonschema:"example=true"`
	// Whether Sveltos goes on with the rest after an error.
	ContinueOnError any `json:"continueOnError,omitempty" crd:"continueOnError" jsonschema:"example=true"`
	// How many clusters are updated at the same time: a number, or a share of them such as 30%. Without it all are.
	MaxUpdate any `json:"maxUpdate,omitempty" crd:"maxUpdate" jsonschema:"example=\"30%\"" meaning:"use a number of clusters such as 3, or a share of them such as 30%"`
	// What happens to the add-ons on a cluster that is not selected any more: WithdrawPolicies removes them, LeavePolicies leaves them there.
	StopMatchingBehavior any `json:"stopMatchingBehavior,omitempty" crd:"stopMatchingBehavior" jsonschema:"example=\"LeavePolicies\""`
	// Whether pods are restarted when a ConfigMap or Secret that they mount changes.
	Reloader any `json:"reloader,omitempty" crd:"reloader" jsonschema:"example=true"`
	// Objects of the management cluster that templates read, by an identifier.
	TemplateResourceRefs any `json:"templateResourceRefs,omitempty" crd:"templateResourceRefs" jsonschema:"example=[{\"identifier\": \"Settings\"\\, \"resource\": {\"apiVersion\": \"v1\"\\, \"kind\": \"ConfigMap\"\\, \"namespace\": \"default\"\\, \"name\": \"settings\"}}]"`
	// Whatever else a ClusterProfile or Profile has in its spec, as it stands there. What it says of policyRefs comes behind the manifests.
	Spec any `json:"spec,omitempty" crd:"" jsonschema:"example={\"maxConsecutiveFailures\": 5}"`
	// Pages that the add-ons show in a browser. `kaaslab open <name>` forwards a port of this machine to them.
	Open []Page `json:"open,omitempty" jsonschema:"maxItems=100,example={\"name\": \"goldpinger\"\\, \"service\": \"goldpinger\"\\, \"port\": 8080}"`

	// Files holds what Manifests names.
	Files []ManifestFile `json:"-"`
}

// Page is something to look at in a browser, behind a Service of the clusters that have the add-on.
type Page struct {
	// Name to open it by. It differs from those of all other pages of the lab.
	Name string `json:"name" jsonschema:"required,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,minLength=1,maxLength=40,example=goldpinger" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// Namespace of the Service.
	Namespace string `json:"namespace,omitempty" jsonschema:"minLength=1,maxLength=63,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,default=default,example=kube-system" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// Name of the Service.
	Service string `json:"service" jsonschema:"required,minLength=1,maxLength=63,pattern=^[a-z]([a-z0-9-]*[a-z0-9])?$,example=goldpinger" meaning:"use lower-case letters, digits and '-', with a letter first and a letter or digit last"`
	// Port of the Service.
	Port int `json:"port" jsonschema:"required,minimum=1,maximum=65535,example=8080"`
	// Path of the page.
	Path string `json:"path,omitempty" jsonschema:"pattern=^/[^ ]*$,default=/,example=/" meaning:"it must begin with /"`
	// Scheme of the page's address.
	Scheme string `json:"scheme,omitempty" jsonschema:"enum=http,enum=https,default=http,example=http"`
}

// Selector selects workload clusters by their labels. All its conditions must hold.
type Selector struct {
	// Labels that a cluster must have, with these values.
	MatchLabels map[string]string `json:"matchLabels,omitempty" jsonschema:"example={\"cni\": \"cilium\"}"`
	// Conditions on labels.
	MatchExpressions []Requirement `json:"matchExpressions,omitempty" jsonschema:"maxItems=100,example={\"key\": \"tier\"\\, \"operator\": \"Exists\"}"`
}

// ClusterRef names a workload cluster of the lab, as Sveltos does. A name is enough.
type ClusterRef struct {
	// Name of the cluster.
	Name string `json:"name" jsonschema:"required,minLength=1,maxLength=63,example=one"`
	// Namespace of the cluster, which kaaslab knows from the cluster's entry.
	Namespace string `json:"namespace,omitempty" jsonschema:"maxLength=63,example=default"`
	// Kind of the cluster.
	Kind string `json:"kind,omitempty" jsonschema:"enum=Cluster,example=Cluster"`
	// Version of Cluster API's group. kaaslab takes the one that it knows, whichever stands here.
	APIVersion string `json:"apiVersion,omitempty" jsonschema:"pattern=^cluster[.]x-k8s[.]io/v1,example=cluster.x-k8s.io/v1beta2" meaning:"it must be of Cluster API, such as cluster.x-k8s.io/v1beta2"`
}

// Requirement is one condition on a label.
type Requirement struct {
	// Key of the label.
	Key string `json:"key" jsonschema:"required,minLength=1,example=tier"`
	// How the label is judged.
	Operator string `json:"operator" jsonschema:"required,enum=In,enum=NotIn,enum=Exists,enum=DoesNotExist,example=In"`
	// Values for In and NotIn.
	Values []string `json:"values,omitempty" jsonschema:"example=gold"`
}

// HelmChart is one release of a Helm chart.
type HelmChart struct {
	// Address of the chart repository, or of a source of Flux, such as gitrepository://flux-system/apps/charts/web. A chart from disk has none.
	RepositoryURL string `json:"repositoryURL,omitempty" jsonschema:"pattern=^(https?|oci|gitrepository|ocirepository|bucket)://[^/ ]+,example=https://helm.cilium.io" meaning:"it must begin with https://, http:// or oci:// and a host"`
	// Chart, as repository/chart. In an OCI registry only the chart is named. Without a repositoryURL it is a directory, or an archive (.tgz) of one, relative to the lab file, and begins with ./ or ../ or / or ~/.
	Chart string `json:"chart" jsonschema:"required,minLength=1,example=cilium/cilium,example=./charts/app"`
	// Version of the chart: an exact one, or a range such as 1.18.x, or ">=1.17 <2", of which Sveltos takes the newest. A template in {{ }} is filled in by Sveltos for each cluster. A chart from disk says its version itself.
	Version string `json:"version,omitempty" jsonschema:"minLength=1,pattern=^(([~^=!<>]{0\\,2} *v?([0-9]+|[xX*])([.]([0-9]+|[xX*])){0\\,2}([-+][0-9A-Za-z.+-]+)?)(( *[\\,] *| *[|][|] *| +- +| +)([~^=!<>]{0\\,2} *v?([0-9]+|[xX*])([.]([0-9]+|[xX*])){0\\,2}([-+][0-9A-Za-z.+-]+)?))*|.*[{][{].*[}][}].*)$,example=1.18.4" meaning:"it must be a version such as 1.18.4, or a range such as 1.18.x"`
	// Name of the release.
	Release string `json:"release" jsonschema:"required,minLength=1,maxLength=53,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,example=cilium" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// Namespace of the release.
	Namespace string `json:"namespace,omitempty" jsonschema:"minLength=1,maxLength=63,pattern=^[a-z0-9]([a-z0-9-]*[a-z0-9])?$,default=default,example=kube-system" meaning:"use lower-case letters, digits and '-', with a letter or digit at both ends"`
	// Values of the chart.
	Values map[string]any `json:"values,omitempty" jsonschema:"example={\"replicas\": 1}"`
	// Files with values, relative to the lab file. A later one wins over an earlier one, and values over all of them.
	ValuesFiles []string `json:"valuesFiles,omitempty" jsonschema:"maxItems=100,minLength=1,example=./values.yaml"`
	// Whether {{ }} in the values is a template of Sveltos, which fills it in for each cluster: true leaves it to Sveltos, false keeps it as the text that it is, for the chart. Without this key Sveltos gets it as well, and kaaslab warns.
	Template *bool `json:"template,omitempty" jsonschema:"example=false"`

	// What Sveltos does with the chart: Install, or Uninstall to remove it where it is.
	Action any `json:"action,omitempty" crd:"helmCharts.helmChartAction" jsonschema:"example=\"Uninstall\""`
	// ConfigMaps and Secrets of the management cluster with more values. What they say wins over values and valuesFiles.
	ValuesFrom any `json:"valuesFrom,omitempty" crd:"helmCharts.valuesFrom" jsonschema:"example=[{\"kind\": \"ConfigMap\"\\, \"namespace\": \"default\"\\, \"name\": \"cilium-values\"}]"`
	// Options of Helm, in Sveltos' words: wait, timeout, atomic, skipCRDs, installOptions.createNamespace and takeOwnership, upgradeOptions.upgradeCRDs and the rest.
	Options any `json:"options,omitempty" crd:"helmCharts.options" jsonschema:"example={\"wait\": true\\, \"timeout\": \"10m\"\\, \"upgradeOptions\": {\"upgradeCRDs\": true}}"`
	// Credentials and certificate authority of the chart's repository, which Secrets of the management cluster hold.
	RegistryCredentialsConfig any `json:"registryCredentialsConfig,omitempty" crd:"helmCharts.registryCredentialsConfig" jsonschema:"example={\"credentials\": {\"namespace\": \"default\"\\, \"name\": \"registry\"}}"`
	// Who has to have signed the chart, with cosign.
	SignatureVerification any `json:"signatureVerification,omitempty" crd:"helmCharts.signatureVerification" jsonschema:"example={\"provider\": \"PublicKey\"\\, \"secretRef\": {\"namespace\": \"default\"\\, \"name\": \"cosign\"}}"`
	// Who has to have signed the chart, with Helm's provenance files.
	ProvenanceVerification any `json:"provenanceVerification,omitempty" crd:"helmCharts.provenanceVerification" jsonschema:"example={\"keyringSecretRef\": {\"namespace\": \"default\"\\, \"name\": \"keyring\"}}"`

	// Merged holds the values of ValuesFiles and Values together, if there are files.
	Merged map[string]any `json:"-"`
	// Packed is the chart itself, if it is from disk.
	Packed *PackedChart `json:"-"`
}

// IsTemplate says whether Sveltos is to fill in the chart's values.
func (c HelmChart) IsTemplate() bool {
	return (c.Template == nil || *c.Template) && bracesIn(nil, c.AllValues()) != nil
}

// exactVersion is a version of a chart that is always the same one.
var exactVersion = regexp.MustCompile(`^v?[0-9]+[.][0-9]+[.][0-9]+([-+][0-9A-Za-z.+-]+)?$`)

// IsRange says whether another version may be the chart's tomorrow, or on another cluster.
func (c HelmChart) IsRange() bool { return !exactVersion.MatchString(c.Version) }

// AllValues are the values of the chart, those of files included.
func (c HelmChart) AllValues() map[string]any {
	if len(c.ValuesFiles) > 0 {
		return c.Merged
	}
	return c.Values
}
