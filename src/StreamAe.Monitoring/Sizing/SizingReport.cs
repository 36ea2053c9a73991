namespace StreamAe.Monitoring.Sizing;

/// <summary>How wide the latent code of a monitor should be, by its data.</summary>
/// <param name="Monitor">Its name.</param>
/// <param name="Inputs">Reconstructed inputs of a row.</param>
/// <param name="Present">What the monitor file asks for now: a number, or what auto gives.</param>
/// <param name="Recommended">The median of what the entities need: all models of a monitor have one shape.</param>
/// <param name="Entities">Most rows first.</param>
public sealed record SizingReport(string Monitor, int Inputs, int Present, int Recommended, IReadOnlyList<EntitySizing> Entities);
