// Hands Pods to the validating admission of the API server. It is compiled inside its package, since
// compilePolicy is not exported; main.ts puts it there.
package validating

import (
	"context"
	"encoding/json"
	"os"
	"testing"

	v1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/apiserver/pkg/admission/plugin/policy/matching"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
)

type request struct {
	Namespace *corev1.Namespace `json:"namespace"`
	Pod       *corev1.Pod       `json:"pod,omitempty"`
	Refused   string            `json:"refused,omitempty"`
}

type exchange struct {
	MutatingPolicies   []*v1.MutatingAdmissionPolicy          `json:"mutatingPolicies"`
	MutatingBindings   []*v1.MutatingAdmissionPolicyBinding   `json:"mutatingBindings"`
	ValidatingPolicies []*v1.ValidatingAdmissionPolicy        `json:"validatingPolicies"`
	ValidatingBindings []*v1.ValidatingAdmissionPolicyBinding `json:"validatingBindings"`
	Requests           []*request                             `json:"requests"`
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAdmission(t *testing.T) {
	path := os.Getenv("EXCHANGE")
	text, err := os.ReadFile(path)
	must(t, err)
	var all exchange
	must(t, json.Unmarshal(text, &all))
	var objects []runtime.Object
	for _, request := range all.Requests {
		objects = append(objects, request.Namespace)
	}
	mapping := func(resource, kind string, scope meta.RESTScope) meta.RESTMapping {
		return meta.RESTMapping{
			Resource:         schema.GroupVersionResource{Version: "v1", Resource: resource},
			GroupVersionKind: schema.GroupVersionKind{Version: "v1", Kind: kind},
			Scope:            scope,
		}
	}
	api, stop, err := generic.NewPolicyTestContext[*v1.ValidatingAdmissionPolicy, *v1.ValidatingAdmissionPolicyBinding, Validator](
		t, NewValidatingAdmissionPolicyAccessor, NewValidatingAdmissionPolicyBindingAccessor, compilePolicy,
		func(a authorizer.Authorizer, m *matching.Matcher, _ kubernetes.Interface) generic.Dispatcher[PolicyHook] {
			return NewDispatcher(a, generic.NewPolicyMatcher(m))
		},
		objects,
		[]meta.RESTMapping{
			mapping("pods", "Pod", meta.RESTScopeNamespace),
			mapping("namespaces", "Namespace", meta.RESTScopeRoot),
		})
	must(t, err)
	defer stop()
	must(t, api.Start())
	var applied []runtime.Object
	for _, policy := range all.ValidatingPolicies {
		applied = append(applied, policy)
	}
	for _, binding := range all.ValidatingBindings {
		applied = append(applied, binding)
	}
	must(t, api.UpdateAndWait(applied...))
	pods := mapping("pods", "Pod", meta.RESTScopeNamespace)
	namespaces := mapping("namespaces", "Namespace", meta.RESTScopeRoot)
	for _, request := range all.Requests {
		if request.Pod == nil {
			// The API server gives a Namespace its own name for a namespace.
			attributes := admission.NewAttributesRecord(request.Namespace, nil, namespaces.GroupVersionKind, request.Namespace.Name,
				request.Namespace.Name, namespaces.Resource, "", admission.Create, nil, false, nil)
			interfaces := admission.NewObjectInterfacesFromScheme(scheme.Scheme)
			if err := api.Plugin.Dispatch(context.Background(), attributes, interfaces); err != nil {
				request.Refused = err.Error()
			}
			continue
		}
		attributes := admission.NewAttributesRecord(request.Pod, nil, pods.GroupVersionKind, request.Pod.Namespace,
			request.Pod.Name, pods.Resource, "", admission.Create, nil, false, nil)
		interfaces := admission.NewObjectInterfacesFromScheme(scheme.Scheme)
		if err := api.Plugin.Dispatch(context.Background(), attributes, interfaces); err != nil {
			request.Refused = err.Error()
		}
	}
	answer, err := json.Marshal(all)
	must(t, err)
	must(t, os.WriteFile(path, answer, 0o600))
}
