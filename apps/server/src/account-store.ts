import type { AccountStore } from '@lingtai/service-accounts';
import * as s from '@lingtai/state';

/** What accounts need of the state store. */
export function accountStore(state: s.State): AccountStore {
  const of =
    <A extends unknown[], R>(work: (state: s.State, ...rest: A) => R) =>
    (...rest: A): R =>
      work(state, ...rest);
  return {
    accountForSignIn: of(s.accountForSignIn),
    accountOf: of(s.accountOf),
    audit: of(s.audit),
    auditRecords: of(s.auditRecords),
    changeAccount: of(s.changeAccount),
    changeGroup: of(s.changeGroup),
    createAccount: of(s.createAccount),
    createGroup: of(s.createGroup),
    decideRequest: of(s.decideRequest),
    endGrant: of(s.endGrant),
    endSession: of(s.endSession),
    findAccount: of(s.findAccount),
    findAccountByEmail: of(s.findAccountByEmail),
    grantsTo: of(s.grantsTo),
    groupOf: of(s.groupOf),
    joinGroup: of(s.joinGroup),
    leaveGroup: of(s.leaveGroup),
    listAccounts: of(s.listAccounts),
    listGrants: of(s.listGrants),
    listGroups: of(s.listGroups),
    listMemberships: of(s.listMemberships),
    listRequests: of(s.listRequests),
    listTokens: of(s.listTokens),
    lookAtCode: of(s.lookAtCode),
    makeCode: of(s.makeCode),
    makeGrant: of(s.makeGrant),
    makeRegistration: of(s.makeRegistration),
    makeRequest: of(s.makeRequest),
    makeToken: of(s.makeToken),
    recentAudit: of(s.recentAudit),
    revokeToken: of(s.revokeToken),
    sessionsOf: of(s.sessionsOf),
    setPassword: of(s.setPassword),
    startSession: of(s.startSession),
    takeCode: of(s.takeCode),
    waitingCodes: of(s.waitingCodes),
    withdrawRequest: of(s.withdrawRequest),
  };
}
