using StreamAe.Host.Modules;

namespace StreamAe.EndToEnd.Tests;

/// <summary>Tests of the runtime that not every build has.</summary>
internal static class OrleansPart
{
    public const string Runtime = PartNames.OrleansRuntime;

    public static void SkipWhereLeftOut()
    {
        Part part = PartCatalog.OfThisBuild().Parts.Single(p => p.Name == PartNames.Orleans);
        Assert.SkipUnless(part.IsIncluded, $"This build has no part {PartNames.Orleans}: {part.Status}.");
    }
}
