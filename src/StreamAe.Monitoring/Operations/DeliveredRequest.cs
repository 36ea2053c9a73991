using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Operations;

/// <summary>A request with what an entity needs to apply it, which it must not read itself.</summary>
/// <param name="Model">The version that shall be in use; null where the kind names none, or it is not kept.</param>
public sealed record DeliveredRequest(OperatorRequest Request, EntityModel? Model);
