package seed

import (
	"maps"
	"slices"
	"strings"
)

// fate is what becomes of a field of a profile, a chart or a reference that a lab file cannot say. A field that is not in a
// table changes what is installed, as far as anybody here can know.
type fate struct {
	usual    []any  // the values that say what is so in any case
	harmless bool   // without the field the same is installed on the same clusters
	why      string // what is lost
}

// judge takes the fields at a path that a lab file cannot say. Of those that are harmless it says so; of one that is not it
// returns the reason why the whole thing has to stay away.
func (c *conversion) judge(o *object, fates map[string]fate, carried ...string) reasons {
	var fields []string
	var found reasons
	walkFields(o.rest, fates, "", func(path string) { fields = append(fields, path) })
	for _, field := range fields {
		path := strings.Split(field, ".")
		if slices.Contains(carried, path[0]) {
			continue
		}
		known, isKnown := fates[field]
		value, line, name := o.look(path...), o.line(path...), strings.TrimPrefix(o.at+"."+field, ".")
		switch {
		case isKnown && slices.ContainsFunc(known.usual, func(usual any) bool { return sameScalar(usual, value) }):
			o.take(path...)
		case known.harmless:
			o.take(path...)
			c.lose(o, line, "%s: %s", name, known.why)
		case known.why != "":
			found.add(line, name+": "+known.why)
		default:
			found.add(line, name+", which a lab file cannot say")
		}
	}
	return found
}

// reasons are why something is left out, and where the first is.
type reasons struct {
	line  int
	words []string
}

func (r *reasons) add(line int, why string) {
	if len(r.words) == 0 {
		r.line = line
	}
	if why != "" {
		r.words = append(r.words, why)
	}
}

func (r *reasons) addAll(more reasons) {
	for _, why := range more.words {
		r.add(more.line, why)
	}
}

func (r *reasons) any() bool { return len(r.words) > 0 }

func (r *reasons) String() string { return strings.Join(r.words, "; ") }

func sameScalar(usual, value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return false
	}
	return usual == value
}

// walkFields goes down where a table knows the fields of a field.
func walkFields(value map[string]any, fates map[string]fate, under string, each func(path string)) {
	for _, name := range slices.Sorted(maps.Keys(value)) {
		inner, isMapping := value[name].(map[string]any)
		if isMapping && hasFieldsOf(fates, under+name+".") {
			walkFields(inner, fates, under+name+".", each)
			continue
		}
		each(under + name)
	}
}

func hasFieldsOf(fates map[string]fate, prefix string) bool {
	for name := range fates {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

var no = []any{false, nil}

const (
	waits    = "whether and how long Sveltos waits for the release is as it does by itself"
	helmOnly = "it changes how Helm works, and not what is installed"
)

// profileFates are the fields of a profile's spec.
var profileFates = map[string]fate{
	"clusterRefs":            {usual: []any{nil}, harmless: true, why: "a lab file selects clusters by labels only; give these a label that clusterSelector names"},
	"setRefs":                {usual: []any{nil}, harmless: true, why: "a lab file selects clusters by labels only; name a label of the clusters of the set in clusterSelector"},
	"tier":                   {usual: []any{int64(100), nil}, harmless: true, why: "a lab file cannot say which profile wins where two install the same"},
	"continueOnConflict":     {usual: no, harmless: true, why: "Sveltos stops at a conflict now"},
	"continueOnError":        {usual: no, harmless: true, why: "Sveltos stops at an error now"},
	"maxUpdate":              {usual: []any{nil, "100%"}, harmless: true, why: "all clusters are updated at once"},
	"maxConsecutiveFailures": {usual: []any{nil}, harmless: true, why: "Sveltos tries for ever"},
	"stopMatchingBehavior":   {usual: []any{nil, "WithdrawPolicies"}, harmless: true, why: "the add-ons go when a cluster is not selected any more"},
	"reloader":               {usual: no, harmless: true, why: "pods are not restarted when what they mount changes"},
	"templateResourceRefs":   {usual: []any{nil}, harmless: true, why: "it is for templates, which a lab file does not have"},
	"validateHealths":        {usual: []any{nil}, harmless: true, why: "these checks are not made"},
	"preDeployChecks":        {usual: []any{nil}, harmless: true, why: "these checks are not made"},
	"preDeleteChecks":        {usual: []any{nil}, harmless: true, why: "these checks are not made"},
	"postDeleteChecks":       {usual: []any{nil}, harmless: true, why: "these checks are not made"},
	"extraLabels":            {usual: []any{nil}, harmless: true, why: "objects are installed without these labels"},
	"extraAnnotations":       {usual: []any{nil}, harmless: true, why: "objects are installed without these annotations"},
	"driftExclusions":        {usual: []any{nil}, why: "without it Sveltos undoes changes that it was to leave alone"},
	"patches":                {usual: []any{nil}, why: "without it what is installed is something else"},
	"patchesFrom":            {usual: []any{nil}, why: "without it what is installed is something else"},
}

// chartFates are the fields of a chart.
var chartFates = map[string]fate{
	"helmChartAction":           {usual: []any{"Install", "", nil}, why: "the profile removes the chart, and a lab file can only install one"},
	"valuesFrom":                {usual: []any{nil}, why: "the values are in ConfigMaps or Secrets; write them into values"},
	"registryCredentialsConfig": {usual: []any{nil}, why: "a lab file has no credentials for charts, and without them the chart is not found"},

	"signatureVerification":  {usual: []any{nil}, why: "nobody would check who has signed the chart"},
	"provenanceVerification": {usual: []any{nil}, why: "nobody would check who has signed the chart"},

	"options.skipCRDs":                 {usual: no, why: "the chart would bring its CRDs"},
	"options.wait":                     {usual: no, harmless: true, why: waits},
	"options.waitForJobs":              {usual: no, harmless: true, why: waits},
	"options.timeout":                  {usual: []any{nil}, harmless: true, why: waits},
	"options.atomic":                   {usual: no, harmless: true, why: "what fails is not rolled back"},
	"options.disableHooks":             {usual: no, why: "the chart's hooks would run"},
	"options.disableOpenAPIValidation": {usual: no, harmless: true, why: helmOnly},
	"options.skipSchemaValidation":     {usual: no, harmless: true, why: helmOnly},
	"options.dependencyUpdate":         {usual: no, harmless: true, why: helmOnly},
	"options.enableClientCache":        {usual: no, harmless: true, why: helmOnly},
	"options.passCredentialsAll":       {usual: no, harmless: true, why: helmOnly},
	"options.description":              {usual: []any{nil, ""}, harmless: true, why: "it is for people"},
	"options.labels":                   {usual: []any{nil}, harmless: true, why: "the release has no labels"},

	"options.runTests":           {usual: no, harmless: true, why: "the chart's tests are not run"},
	"options.postRenderStrategy": {usual: []any{nil, ""}, harmless: true, why: "it is for patches, which a lab file does not have"},

	"options.installOptions.createNamespace":                 {usual: []any{true, nil}, why: "the namespace would be made"},
	"options.installOptions.replace":                         {usual: []any{true, false, nil}},
	"options.installOptions.disableHooks":                    {usual: no, why: "the chart's hooks would run"},
	"options.installOptions.takeOwnership":                   {usual: no, why: "the release would not take over what is there"},
	"options.installOptions.recoverAfterConsecutiveFailures": {usual: []any{int64(5), nil}, harmless: true, why: helmOnly},

	"options.upgradeOptions.force":                {usual: no, why: "an upgrade would not replace what it cannot change"},
	"options.upgradeOptions.resetValues":          {usual: []any{true, false, nil}},
	"options.upgradeOptions.reuseValues":          {usual: no, harmless: true, why: "values are all in the lab file"},
	"options.upgradeOptions.resetThenReuseValues": {usual: no, harmless: true, why: "values are all in the lab file"},
	"options.upgradeOptions.recreate":             {usual: no, harmless: true, why: helmOnly},
	"options.upgradeOptions.maxHistory":           {usual: []any{int64(2), nil}, harmless: true, why: helmOnly},
	"options.upgradeOptions.cleanupOnFail":        {usual: no, harmless: true, why: helmOnly},
	"options.upgradeOptions.subNotes":             {usual: no, harmless: true, why: helmOnly},
	"options.upgradeOptions.disableHooks":         {usual: no, why: "the chart's hooks would run"},
	"options.upgradeOptions.takeOwnership":        {usual: no, why: "the release would not take over what is there"},
	"options.upgradeOptions.upgradeCRDs":          {usual: no, why: "an upgrade would leave the CRDs as they are"},

	"options.uninstallOptions.keepHistory":         {usual: no, harmless: true, why: helmOnly},
	"options.uninstallOptions.deletionPropagation": {usual: []any{nil, "background"}, harmless: true, why: helmOnly},
	"options.uninstallOptions.disableHooks":        {usual: no, why: "the chart's hooks would run"},
}

// referenceFates are the fields of a reference to what holds objects.
var referenceFates = map[string]fate{
	"deploymentType":        {usual: []any{"Remote", "", nil}, why: "the objects are for the management cluster, and a lab file installs on workload clusters only"},
	"force":                 {usual: no, harmless: true, why: "what cannot be changed in place is not deleted and made again, and the error is shown instead"},
	"optional":              {usual: no, harmless: true, why: "what manifests names has to be there"},
	"skipNamespaceCreation": {usual: no, harmless: true, why: "namespaces that the objects are in are made"},
	"tier":                  {usual: []any{int64(100), nil}, harmless: true, why: "a lab file cannot say which reference wins where two install the same"},
	"remoteURL":             {usual: []any{nil}, why: "the objects are fetched from an address; save them, and name the file in manifests"},
	"path":                  {usual: []any{"", nil}, why: "it is for sources of Flux, which a lab does not have"},
}
