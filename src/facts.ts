/** The door for facts: what is known of learners and courses, and Open edX's functions on it. */

export { addDecimals, type Decimal, decimalText, readDecimal } from './facts/decimal.js';
export {
  ANONYMOUS_USER,
  type CourseMode,
  type CourseRecord,
  type DeadlineConfig,
  type DurationLimit,
  type Enrolment,
  type Entitlement,
  type Fact,
  knownFact,
  type LearnerFacts,
  type LearnerGroup,
  type Program,
  type ProgramCourse,
  type ProgramEntitlement,
  type ProgramRun,
  type ProgramSeat,
  type Schedule,
  UNKNOWN_FACT,
  type UserFacts,
} from './facts/facts.js';
export { FactsUnavailable } from './facts/facts-unavailable.js';
export { type FactsQuestion, type GatheredFacts, gatherFacts, type NoCourse } from './facts/gather.js';
export { openLmsFacts } from './facts/lms/lms-facts.js';
export { type LmsCredentials, type LmsOptions, lmsOptions } from './facts/lms/lms-options.js';
export { accessDeadline, courseDuration } from './facts/metadata/access-duration.js';
export {
  type BaseContext,
  type DashboardEnrolment,
  getBaseExperimentMetadataContext,
  getDashboardCourseInfo,
} from './facts/metadata/base-context.js';
export { upgradePrice, verifiedMode } from './facts/metadata/course-modes.js';
export { enrolmentTrack } from './facts/metadata/enrolment-track.js';
export { explainUpsell, type UpsellExplanation, type UpsellStep } from './facts/metadata/explain-upsell.js';
export { metadataJson } from './facts/metadata/metadata-json.js';
export {
  MOBILE_UPSELL_EXPERIMENT,
  MOBILE_UPSELL_FLAG,
  type MobileUpsell,
  type MobileUpsellDecision,
  type MobileUpsellEvent,
  mobileUpsell,
  mobileUpsellEvent,
  UPSELL_OFF,
} from './facts/metadata/mobile-upsell.js';
export { getProgramContext, type ProgramContext } from './facts/metadata/program-context.js';
export {
  getCourseEntitlementPriceAndSku,
  getProgramPriceAndSkus,
  getUnenrolledCourses,
  isEnrolledInAllCourses,
  isEnrolledInCourse,
  isEnrolledInCourseRun,
} from './facts/metadata/programs.js';
export {
  type CourseFacts,
  type CourseStanding,
  type EnrolmentFacts,
  type LearnerRecord,
  type LinkTo,
  NO_DEADLINES,
  type SiteSettings,
  type Situation,
} from './facts/metadata/subject.js';
export { type UpgradeVerdict, upgradeDeadline, upgradeVerdict } from './facts/metadata/upgrade-deadline.js';
export {
  checkAndGetUpgradeLinkAndDate,
  checkLinkTemplate,
  type UpgradeOffer,
  upgradeLink,
} from './facts/metadata/upgrade-link.js';
export {
  type CourseExtras,
  type GroupPair,
  getExperimentUserMetadataContext,
  type UserMetadata,
  type UserMetadataContext,
} from './facts/metadata/user-metadata.js';
export { type Moment, momentFromDate, momentText, readMoment } from './facts/moment.js';
export { FACT_NAMES, type FactKind, type FactName } from './facts/names.js';
export { openFileFacts } from './facts/providers/file-facts.js';
export { firstKnownFacts } from './facts/providers/first-known.js';
export { type OpenFactsOptions, openFacts } from './facts/providers/open-facts.js';
export { type FactImport, importFacts, storedFacts } from './facts/providers/stored-facts.js';
