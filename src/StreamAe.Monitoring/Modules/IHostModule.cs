namespace StreamAe.Monitoring.Modules;

/// <summary>
/// What an optional part of StreamAe offers to the executable. A part's assembly holds public classes with a parameterless constructor
/// that implement one of the interfaces derived from this; the executable finds them at run time and refers to no type of a part.
/// Constructors do no work: what costs or can fail belongs to the members.
/// </summary>
public interface IHostModule
{
    /// <summary>The part's name in build/parts.props: <c>Gpu</c>, <c>Orleans</c>.</summary>
    string Part { get; }
}
