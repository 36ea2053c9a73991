namespace StreamAe.Monitoring.Operations;

/// <summary>What became of a request at an entity.</summary>
public enum RequestVerdict
{
    Applied,

    /// <summary>It could not be: the detail says why.</summary>
    Refused,
}
