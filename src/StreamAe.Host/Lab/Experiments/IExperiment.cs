namespace StreamAe.Host.Lab.Experiments;

/// <summary>A question about autoencoders that the engine answers with figures. A function of its options.</summary>
internal interface IExperiment
{
    /// <summary>What a person types.</summary>
    string Name { get; }

    string Title { get; }

    ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken);
}
