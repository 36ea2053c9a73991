namespace StreamAe.Host.Configuration;

/// <summary>Where states, models, alerts and positions are kept.</summary>
internal abstract record StoreConfiguration;
