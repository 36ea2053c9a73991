{{- define "streamae.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "streamae.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "streamae.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "streamae.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "streamae.selectorLabels" -}}
app.kubernetes.io/name: {{ include "streamae.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "streamae.labels" -}}
{{ include "streamae.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "streamae.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "streamae.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{- define "streamae.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end }}

{{- /* Monitor files: name -> text. The simulated pumps where there are none. */ -}}
{{- define "streamae.monitors" -}}
{{- $files := dict -}}
{{- range $name, $monitor := .Values.monitors -}}
{{- $_ := set $files $name $monitor -}}
{{- end -}}
{{- if and (not $files) .Values.demo.enabled -}}
{{- $_ := set $files "pumps" (.Files.Get "files/monitors/pumps.yaml") -}}
{{- end -}}
{{- toYaml $files -}}
{{- end }}

{{- /* How browsers reach the console, where something before it ends TLS. */ -}}
{{- define "streamae.publicUrl" -}}
{{- if .Values.api.publicUrl -}}
{{- .Values.api.publicUrl -}}
{{- else if and .Values.ingress.enabled .Values.ingress.tls.secretName -}}
{{- printf "https://%s" .Values.ingress.host -}}
{{- end -}}
{{- end }}

{{- /* The service file as the product reads it. */ -}}
{{- define "streamae.config" -}}
{{- $config := dict "data" "/data" -}}
{{- range $key, $value := .Values.config -}}
{{- if not (or (kindIs "invalid" $value) (and (kindIs "map" $value) (not $value))) -}}
{{- $_ := set $config $key $value -}}
{{- end -}}
{{- end -}}
{{- with .Values.config.store -}}
{{- $_ := set $config "store" (merge (deepCopy .) (dict "kind" (ternary "postgresql" "sqlite" (eq $.Values.mode "cluster")))) -}}
{{- end -}}
{{- $monitors := list -}}
{{- range $name := include "streamae.monitors" . | fromYaml | keys | sortAlpha -}}
{{- $monitors = append $monitors (printf "monitors/%s.yaml" $name) -}}
{{- end -}}
{{- $_ := set $config "monitors" $monitors -}}
{{- if and (not .Values.monitors) (not .Values.config.sources) -}}
{{- $_ := set $config "sources" (list (dict "name" "pumps" "kind" "simulator" "stream" "pumps" "rate" 1000)) -}}
{{- end -}}
{{- if eq .Values.mode "cluster" -}}
{{- $runtime := dict "kind" "orleans" "cluster" .Values.cluster.name "address" "auto" "port" (int .Values.cluster.port) -}}
{{- with .Values.cluster.tls.existingSecret -}}
{{- $tls := dict "certificate" "/run/secrets/silo/tls.crt" "key" "/run/secrets/silo/tls.key" "ca" "/run/secrets/silo/ca.crt" -}}
{{- with $.Values.cluster.tls.peerName -}}
{{- $_ := set $tls "peerName" . -}}
{{- end -}}
{{- $_ := set $runtime "tls" $tls -}}
{{- end -}}
{{- $_ := set $config "runtime" (merge $runtime (deepCopy .Values.config.runtime)) -}}
{{- end -}}
{{- $_ := set $config "health" (dict "address" "0.0.0.0" "port" (int .Values.health.port)) -}}
{{- if .Values.api.enabled -}}
{{- $api := dict "address" "0.0.0.0" "port" (int .Values.api.port) -}}
{{- with include "streamae.publicUrl" . -}}
{{- $_ := set $api "publicUrl" . -}}
{{- end -}}
{{- with .Values.api.keys -}}
{{- $_ := set $api "keys" . -}}
{{- end -}}
{{- with .Values.api.oidc -}}
{{- $_ := set $api "oidc" . -}}
{{- end -}}
{{- with .Values.api.rateLimit -}}
{{- $_ := set $api "rateLimit" . -}}
{{- end -}}
{{- if .Values.api.sessionSecret.existingSecret -}}
{{- $_ := set $api "sessionSecret" "${file:/run/secrets/session/session}" -}}
{{- end -}}
{{- if .Values.api.tls.existingSecret -}}
{{- $_ := set $api "tls" (dict "certificate" "/run/secrets/api/tls.crt" "key" "/run/secrets/api/tls.key") -}}
{{- end -}}
{{- $_ := set $config "api" $api -}}
{{- end -}}
{{- toYaml $config -}}
{{- end }}

{{- /* What a schema cannot say. */ -}}
{{- define "streamae.check" -}}
{{- if and (not .Values.monitors) (not .Values.demo.enabled) -}}
{{- fail "monitors is empty: give at least one monitor file, or demo.enabled=true for the simulated pumps" -}}
{{- end -}}
{{- if and .Values.monitors (not .Values.config.sources) -}}
{{- fail "config.sources is empty: monitors need a source to read (docs/kafka.md)" -}}
{{- end -}}
{{- if eq .Values.mode "cluster" -}}
{{- if or (not .Values.config.store.connection) (ne (default "postgresql" .Values.config.store.kind) "postgresql") -}}
{{- fail "mode cluster needs config.store.connection, of a PostgreSQL database: silos share their state and their list of members there" -}}
{{- end -}}
{{- if hasKey .Values.config.store "instance" -}}
{{- fail "config.store.instance is the pod's name in a cluster: remove it" -}}
{{- end -}}
{{- else -}}
{{- if .Values.autoscaling.enabled -}}
{{- fail "autoscaling needs mode cluster: one process does not become two" -}}
{{- end -}}
{{- if eq (default "" .Values.config.runtime.kind) "orleans" -}}
{{- fail "config.runtime.kind orleans is mode cluster" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.api.enabled (not .Values.api.keys) (not .Values.api.oidc) -}}
{{- fail "api.enabled needs api.keys or api.oidc: an open API listens on loopback only (docs/security.md); streamae keys create makes a key" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.api.enabled) -}}
{{- fail "ingress.enabled needs api.enabled" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}
{{- fail "ingress.enabled needs ingress.host" -}}
{{- end -}}
{{- if eq (int .Values.api.port) (int .Values.health.port) -}}
{{- fail "api.port and health.port are the same: probes need a port without TLS and login" -}}
{{- end -}}
{{- end }}
