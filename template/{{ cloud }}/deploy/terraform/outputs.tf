output "image" {
  value = var.image
}

output "url" {
  value = google_cloud_run_v2_service.app.uri
}
