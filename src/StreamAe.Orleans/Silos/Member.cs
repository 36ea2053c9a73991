using System.Net;

namespace StreamAe.Orleans.Silos;

/// <summary>A silo of the cluster, as the database knows it.</summary>
/// <param name="SpeaksTls">And nothing else.</param>
internal sealed record Member(IPEndPoint Place, bool SpeaksTls);
