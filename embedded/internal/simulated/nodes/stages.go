package nodes

import (
	"fmt"

	nodestages "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	podstages "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
	"sigs.k8s.io/yaml"
)

// stages are what happens to nodes and pods, as KWOK ships it, and by which
// silent nodes, and what is broken on purpose, stay as they are.
func stages() (map[internalversion.StageResourceRef][]*internalversion.Stage, error) {
	all := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, text := range []string{
		nodestages.DefaultNodeInit, podstages.DefaultPodReady, podstages.DefaultPodComplete, podstages.DefaultPodDelete,
	} {
		stage, err := read(text)
		if err != nil {
			return nil, fmt.Errorf("read a stage: %w", err)
		}
		if stage.Spec.ResourceRef.Kind == "Node" {
			leave(stage, ".metadata.annotations", SilentAnnotation)
		}
		if text != podstages.DefaultPodDelete {
			leave(stage, ".metadata.labels", BrokenLabel)
		}
		all[stage.Spec.ResourceRef] = append(all[stage.Spec.ResourceRef], stage)
	}
	return all, nil
}

// leave keeps KWOK's hands off what is silent or broken, and would otherwise be made ready.
func leave(stage *internalversion.Stage, among, key string) {
	stage.Spec.Selector.MatchExpressions = append(stage.Spec.Selector.MatchExpressions, internalversion.MatchExpression{
		JQ: &internalversion.SelectorJQ{Key: fmt.Sprintf("%s[%q]", among, key), Operator: internalversion.SelectorOpDoesNotExist},
	})
}

func read(text string) (*internalversion.Stage, error) {
	var stage v1alpha1.Stage
	if err := yaml.UnmarshalStrict([]byte(text), &stage); err != nil {
		return nil, err
	}
	v1alpha1.SetObjectDefaults_Stage(&stage)
	return internalversion.ConvertToInternalStage(&stage)
}
