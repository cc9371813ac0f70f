{{- define "openacuity.labels" -}}
app.kubernetes.io/name: openacuity
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "openacuity.selector" -}}
app.kubernetes.io/name: openacuity
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "openacuity.name" -}}
{{- printf "%s-openacuity" .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "openacuity.image" -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- end }}

{{- define "openacuity.claim" -}}
{{ .Values.persistence.existingClaim | default (printf "%s-data" (include "openacuity.name" .)) }}
{{- end }}

{{- /* Nobody's user, no rights, a root that is not written to. */ -}}
{{- define "openacuity.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "openacuity.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
capabilities: { drop: [ALL] }
{{- end }}

{{- define "openacuity.env" -}}
envFrom:
  - configMapRef: { name: {{ include "openacuity.name" . }} }
  - secretRef: { name: {{ .Values.existingSecret | quote }} }
{{- end }}

{{- define "openacuity.mounts" -}}
volumeMounts:
  - { name: data, mountPath: /data }
  - { name: tmp, mountPath: /tmp }
  {{- if .Values.ehrSiteConfigMap }}
  - { name: site, mountPath: /site, readOnly: true }
  {{- end }}
{{- end }}

{{- define "openacuity.volumes" -}}
volumes:
  - name: data
    persistentVolumeClaim: { claimName: {{ include "openacuity.claim" . }} }
  - name: tmp
    emptyDir: { sizeLimit: 1Gi }
  {{- if .Values.ehrSiteConfigMap }}
  - name: site
    configMap: { name: {{ .Values.ehrSiteConfigMap | quote }} }
  {{- end }}
{{- end }}

{{- /* Started when it answers; sent people while the database takes writes; started anew when it does not answer at all. */ -}}
{{- define "openacuity.probes" -}}
startupProbe:
  httpGet: { path: /api/health/live, port: http }
  periodSeconds: 2
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /api/health/ready, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
livenessProbe:
  httpGet: { path: /api/health/live, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{- define "openacuity.spread" -}}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "openacuity.selector" $.root | nindent 8 }}
        app.kubernetes.io/component: {{ $.component }}
  {{- end }}
{{- end }}

{{- /*
A Deployment of one of our processes. root, component, command, replicas (null: an autoscaler's), resources, port, env (list of
name and value), gpu (null or values), strategy.
*/ -}}
{{- define "openacuity.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "openacuity.name" .root }}-{{ .component }}
  labels:
    {{- include "openacuity.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  {{- if .replicas }}
  replicas: {{ .replicas }}
  {{- end }}
  strategy:
    {{- toYaml .strategy | nindent 4 }}
  selector:
    matchLabels:
      {{- include "openacuity.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .component }}
  template:
    metadata:
      labels:
        {{- include "openacuity.labels" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .component }}
      annotations:
        # Changed settings start the processes anew, one after another.
        checksum/settings: {{ toJson .root.Values.settings | sha256sum }}
    spec:
      automountServiceAccountToken: false
      serviceAccountName: {{ include "openacuity.name" .root }}
      terminationGracePeriodSeconds: 60
      {{- with .root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "openacuity.podSecurity" .root | nindent 8 }}
      {{- include "openacuity.spread" . | nindent 6 }}
      {{- $selector := .root.Values.nodeSelector }}
      {{- $tolerations := .root.Values.tolerations }}
      {{- if .gpu }}
      {{- $selector = merge (deepCopy .gpu.nodeSelector) $selector }}
      {{- $tolerations = concat $tolerations .gpu.tolerations }}
      {{- end }}
      {{- with $selector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "openacuity.image" .root }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args: [{{ .command }}]
          securityContext:
            {{- include "openacuity.containerSecurity" .root | nindent 12 }}
          {{- include "openacuity.env" .root | nindent 10 }}
          env:
            {{- toYaml .env | nindent 12 }}
          ports:
            - { name: http, containerPort: {{ .port }} }
          {{- include "openacuity.probes" .root | nindent 10 }}
          {{- if .drain }}
          lifecycle:
            preStop:
              # Until the load balancers know, those on their way are still answered.
              sleep: { seconds: 5 }
          {{- end }}
          resources:
            {{- $resources := deepCopy .resources }}
            {{- if .gpu }}
            {{- $_ := set $resources.limits .gpu.resource .gpu.count }}
            {{- end }}
            {{- toYaml $resources | nindent 12 }}
          {{- include "openacuity.mounts" .root | nindent 10 }}
      {{- include "openacuity.volumes" .root | nindent 6 }}
{{- end }}
