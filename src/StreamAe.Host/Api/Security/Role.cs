namespace StreamAe.Host.Api.Security;

/// <summary>What a caller may do. Each may do what those before it may.</summary>
internal enum Role
{
    /// <summary>Reads everything but secrets.</summary>
    Viewer,

    /// <summary>Answers and snoozes alerts, sets thresholds, asks for trainings and for other versions of models.</summary>
    Operator,

    /// <summary>Changes monitor files.</summary>
    Admin,
}
