namespace StreamAe.Host.Configuration;

/// <summary>A file in the data folder; one process at a time.</summary>
internal sealed record SqliteStoreConfiguration : StoreConfiguration;
